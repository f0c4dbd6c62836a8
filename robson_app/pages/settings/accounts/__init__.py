"""The accounts: paper ones start over; those at a venue have keys, and real money is armed in so many words."""
