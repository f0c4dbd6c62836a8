"""Back-tests: a year of minutes by the full rules, and by the engine's own code."""
