"""Migrations of the store's tables, oldest first; each is kept as it was released."""
