"""Ratios of daily returns and of trades, for back-tests and portfolios alike.

Empyrical has some of them too, and would bring pandas, scipy and two more for three lines.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DAYS_A_YEAR = 365
"""Crypto trades every day."""


def sharpe(returns: Floats) -> float | None:
    """Return the annual Sharpe ratio of daily returns, no riskless rate: `mean / deviation * sqrt(365)`.

    Source: W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21 (1994); sample deviation.
    """
    if len(returns) < 2 or not (deviation := returns.std(ddof=1)):
        return None
    return float(returns.mean() / deviation * np.sqrt(DAYS_A_YEAR))


def sortino(returns: Floats) -> float | None:
    """Return the annual Sortino ratio of daily returns: the mean by the root mean square of the losing part.

    Source: F. A. Sortino and L. N. Price, Performance Measurement in a Downside Risk Framework, Journal of Investing
    3 (1994); all days count in the denominator.
    """
    if len(returns) < 2 or not (downside := np.sqrt((np.minimum(returns, 0) ** 2).mean())):
        return None
    return float(returns.mean() / downside * np.sqrt(DAYS_A_YEAR))


def calmar(returns: Floats) -> float | None:
    """Return the compound annual return by the deepest fall of daily equity.

    Source: T. W. Young, Calmar Ratio: A Smoother Tool, Futures 20 (1991), over the whole history.
    """
    equity = np.concatenate([[1.0], np.cumprod(1 + returns)])
    depth = float((1 - equity / np.maximum.accumulate(equity)).max())
    if not depth or equity[-1] <= 0:
        return None
    return float((equity[-1] ** (DAYS_A_YEAR / len(returns)) - 1) / depth)


def win_rate(net: Floats) -> float | None:
    """Return the share of the trades whose net result is above zero; None without trades."""
    return float((net > 0).mean()) if len(net) else None


def payoff(net: Floats) -> float | None:
    """Return the mean gain of the winners by the mean loss of the losers; None without one of each.

    Source: V. Tharp, Trade Your Way to Financial Freedom (1998), as average win to average loss.
    """
    won, lost = net[net > 0], -net[net < 0]
    return float(won.mean() / lost.mean()) if len(won) and len(lost) else None


def profit_factor(net: Floats) -> float | None:
    """Return the sum of gains by the sum of losses; None without a loss."""
    lost = -net[net < 0].sum()
    return float(net[net > 0].sum() / lost) if lost else None


def expectancy(r: Floats) -> float | None:
    """Return the mean result in R; None without trades.

    Source: V. Tharp, Trade Your Way to Financial Freedom (1998).
    """
    return float(r.mean()) if len(r) else None
