"""When, how long, in what state, on what, where, with which money and results."""
