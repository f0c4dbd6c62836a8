"""The strategies' use cases: one file, one class, one `__call__` each."""
