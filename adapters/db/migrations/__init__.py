"""Alembic's scripts. `adapters.db.migrate` runs them; there is no ini file."""
