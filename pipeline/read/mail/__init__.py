"""E-mails and pages saved as one: the message, what it forwards, and what is attached."""
