"""Exact quotients of products that pass 64 bits."""

from __future__ import annotations

from adapters.compiled import compiled

_MOST_QUOTIENT = 1 << 50


@compiled
def floor_of(a: int, b: int, c: int, d: int) -> int:
    """Return floor(a * b * c / d) for factors >= 0 and 0 < d < 2^62; -1 if it is 2^50 or more.

    The quotient is guessed in floating point, off by less than one because it is below 2^50 and four roundings are
    worth 2^-51 of it. The guess's remainder lies then in (-2d, 2d), so its value modulo 2^64, in which the products
    are taken, is its value; it decides the guess exactly.
    """
    guess = float(a) * float(b) * float(c) / float(d)
    if guess >= _MOST_QUOTIENT:
        return -1
    quotient = int(guess)
    rest = a * b * c - quotient * d
    if rest < 0:
        return quotient - 1
    return quotient + 1 if rest >= d else quotient


@compiled
def ceiling_of(a: int, b: int, c: int, d: int) -> int:
    """Return ceil(a * b * c / d) on the same terms as `floor_of`."""
    quotient = floor_of(a, b, c, d)
    if quotient < 0 or a * b * c - quotient * d == 0:
        return quotient
    return quotient + 1


@compiled
def ceiling(numerator: int, denominator: int) -> int:
    """Return ceil(n / d) for d > 0."""
    return -((-numerator) // denominator)
