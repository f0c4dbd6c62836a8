"""How long until the desk is there."""
