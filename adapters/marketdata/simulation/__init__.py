"""The simulated market: a seeded, deterministic function of time, so that past and future always agree.

A *walk* is one source of movement (the whole market, or one pair by itself): daily levels that wander and revert,
joined by minutes whose volatility clusters and whose drift follows *regimes*. A pair's price is its base times the
exponential of its share of the market's walk plus its own.
"""
