"""PostgreSQL: schema, migrations, units of work, reads, the audit chain and the engine's lease.

*Tables* (SQLModel) are the one description of the schema; statements are compiled from them once and executed by
psycopg. A *scope* is a transaction that carries one tenant; a *unit* gathers writes and sends them with its commit.
"""
