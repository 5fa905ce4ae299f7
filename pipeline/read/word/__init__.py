"""Word files: their text as events of XML, without a tree and without trust in sizes."""
