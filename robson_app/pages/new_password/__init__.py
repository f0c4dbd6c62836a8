"""Where the link of a letter leads: a new password is chosen."""
