"""Seeded noise without a generator: the same keys always give the same number."""

from __future__ import annotations

_MASK = (1 << 64) - 1


def mixed(*keys: int) -> int:
    """Return 64 well-mixed bits of the keys (splitmix64's finaliser, folded over them)."""
    state = 0x9E3779B97F4A7C15
    for key in keys:
        state = (state ^ (key & _MASK)) + 0x9E3779B97F4A7C15 & _MASK
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & _MASK
        state ^= state >> 31
    return state


def per_mille(*keys: int) -> int:
    """Return a whole number from 0 to 999."""
    return mixed(*keys) % 1000
