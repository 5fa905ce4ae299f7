"""Which networks a document is about, what they are called, and which stretch of it speaks of which."""
