"""Limits, locks, exposure, the budget's history and the size calculator."""
