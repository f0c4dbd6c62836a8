"""The read side: paged, sorted and filtered by the database, always of one tenant."""

from adapters.db.reads.reads import PostgresReads

__all__ = ["PostgresReads"]
