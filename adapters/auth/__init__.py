"""Identity's adapters: secrets, passwords and their hashes."""
