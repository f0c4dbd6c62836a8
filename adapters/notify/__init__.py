"""How the desk reaches people who are not looking at it."""
