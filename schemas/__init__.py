"""The shapes that data has in Netzlese: plain values, the document between stages, the record that leaves."""
