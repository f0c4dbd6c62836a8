"""The pairs of the simulated market and their temperaments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """How a pair behaves.

    Attributes:
        price: Base price, quote units; the walk wanders around it.
        beta: Share of the market's movement it takes part in.
        own: Daily deviation of its own movement.
        volume: Base units traded in a normal minute.
    """

    pair: str
    price: float
    beta: float
    own: float
    volume: float


MARKET_DEVIATION = 0.019
TEMPERAMENTS = (
    Temperament(pair="ADA/USDT", price=0.85, beta=1.25, own=0.021, volume=150_000),
    Temperament(pair="BNB/USDT", price=690, beta=0.95, own=0.012, volume=130),
    Temperament(pair="BTC/USDT", price=95_000, beta=1.0, own=0.009, volume=18),
    Temperament(pair="DOGE/USDT", price=0.32, beta=1.35, own=0.026, volume=1_100_000),
    Temperament(pair="ETH/USDT", price=3_300, beta=1.15, own=0.014, volume=260),
    Temperament(pair="LINK/USDT", price=21, beta=1.2, own=0.022, volume=7_500),
    Temperament(pair="SOL/USDT", price=190, beta=1.3, own=0.02, volume=2_600),
    Temperament(pair="XRP/USDT", price=2.2, beta=1.1, own=0.021, volume=260_000),
)
