"""The grids that Binance's spot market has for the pairs we replay and simulate."""

from __future__ import annotations

from decimal import Decimal

from domain.marketdata.history import History
from domain.marketdata.instrument import Filters, Instrument
from domain.shared.symbol import Symbol

# pair: tick, lot step, largest market order (base units), smallest notional (quote units)
_GRIDS = {
    "BTC/USDT": ("0.01", "0.00001", "9000", "5"),
    "ETH/USDT": ("0.01", "0.0001", "9000", "5"),
    "SOL/USDT": ("0.01", "0.001", "90000", "5"),
    "BNB/USDT": ("0.01", "0.001", "9000", "5"),
    "XRP/USDT": ("0.0001", "0.1", "9222449", "5"),
    "ADA/USDT": ("0.0001", "0.1", "900000", "5"),
    "LINK/USDT": ("0.01", "0.01", "90000", "5"),
    "DOGE/USDT": ("0.00001", "1", "9000000", "1"),
    "LTC/USDT": ("0.01", "0.001", "90000", "5"),
    "DOT/USDT": ("0.001", "0.01", "90000", "5"),
    "AVAX/USDT": ("0.01", "0.01", "90000", "5"),
    "TRX/USDT": ("0.0001", "0.1", "9000000", "5"),
    "ETH/BTC": ("0.00001", "0.0001", "100000", "0.0001"),
    "BNB/BTC": ("0.000001", "0.001", "100000", "0.0001"),
}
_UNKNOWN_STEPS_PER_UNIT_OF_QUOTE = Decimal(10)


def known_instrument(symbol: Symbol) -> Instrument | None:
    """Return the pair with its grid, or None for a pair we do not know."""
    grid = _GRIDS.get(str(symbol))
    if grid is None:
        return None
    tick, step, largest, notional = (Decimal(figure) for figure in grid)
    return Instrument(
        symbol=symbol,
        filters=Filters(tick=tick, step=step, min_quantity=step, max_quantity=largest, min_notional=notional),
    )


def instrument_of(history: History) -> Instrument:
    """Return the known grid of a history's pair, else one derived from its prices.

    The derived tick is the finest decimal its prices use; the step is the power of ten worth about a tenth of a
    quote unit or less; the smallest notional five quote units.
    """
    known = known_instrument(history.symbol)
    if known is not None:
        return known
    worth = 1 / (history.candle(len(history) - 1).close * _UNKNOWN_STEPS_PER_UNIT_OF_QUOTE)
    step = max(Decimal(1).scaleb(min(worth.adjusted(), 0)), Decimal("0.00000001"))
    return Instrument(
        symbol=history.symbol,
        filters=Filters(
            tick=history.price_unit(),
            step=step,
            min_quantity=step,
            max_quantity=step * 10**9,
            min_notional=Decimal(5) if history.symbol.quote.endswith(("USDT", "USDC", "USD", "EUR")) else step,
        ),
    )
