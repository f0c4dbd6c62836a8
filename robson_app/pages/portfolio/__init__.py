"""What an account's trading has come to, and the journal of its closed positions."""
