"""How fast the engine acts."""
