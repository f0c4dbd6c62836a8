"""Building blocks of the pages: pure functions of rows and vars, and wrappers of our own page script."""
