"""Web pages: what a visitor sees, which of it is the message, and where in the file it stands."""
