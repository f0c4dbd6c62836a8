"""One detector: what it looks for, by which rule, and what it was worth so far."""
