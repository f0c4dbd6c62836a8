"""One strategy: what it does, its back-tests, and what they came to."""
