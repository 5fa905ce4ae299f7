"""Who is named, with which office, for which body."""
