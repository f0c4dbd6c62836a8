"""Benchmarks and simulations: what the desk costs beside what it could cost, and how its rules behave on real data."""
