"""The event bus: PostgreSQL's LISTEN/NOTIFY between processes, an in-memory one for one process and for tests."""
