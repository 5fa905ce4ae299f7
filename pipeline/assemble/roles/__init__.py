"""Who pays, founds, manages, advises and supports: cues and holders in one clause."""
