"""Who takes part: lists, labels, tables, verbs of joining, and how many are stated."""
