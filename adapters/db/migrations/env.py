"""Run by Alembic: migrate over the connection that `adapters.db.migrate` opened, inside its transaction."""

from alembic import context

from adapters.db.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
