"""Where the link of an invitation leads: the invited choose a password and come in."""
