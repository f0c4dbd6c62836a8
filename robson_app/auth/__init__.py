"""Who may do what: the session cookie, and the declaration without which no handler or endpoint starts."""
