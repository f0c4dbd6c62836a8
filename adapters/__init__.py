"""Where the product meets the world: database, venues, market data, identity, bus. Imports the domain alone."""
