"""What pages and API read together: books of an account, the story of a position. They decide and change nothing."""
