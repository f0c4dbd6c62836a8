"""Books in memory, for one account and one run: what a back-test writes is read by nobody else and outlives nothing."""
