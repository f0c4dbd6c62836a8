"""Identity's adapters: secrets and their hashes."""
