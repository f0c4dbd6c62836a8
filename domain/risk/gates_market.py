"""Gates on what is known of the market and the venue."""

from __future__ import annotations

from domain.marketdata.market import Side
from domain.risk.gate_inputs import GateInputs
from domain.risk.stop_denials import stale_candles
from domain.risk.verdict import Denied, Passed, Verdict
from domain.risk.words import plain


def price_known(inputs: GateInputs) -> Verdict:
    """The last price."""
    if inputs.last is None:
        return Denied(
            code="PRICE_MISSING",
            sentence=f"No price of {inputs.symbol} is known. Nothing was planned; wait for the feed.",
        )
    return Passed(
        code="PRICE_KNOWN", sentence=f"Last price {plain(inputs.last)}.", figures={"last": plain(inputs.last)}
    )


def prices_fit(inputs: GateInputs) -> Verdict:
    """A real venue's orders follow that venue's own prices, never a simulation's or another venue's."""
    if not inputs.prices_fit:
        return Denied(
            code="PRICES_ELSEWHERE",
            sentence="This account trades at a real venue and this desk shows other prices. Nothing was planned; start "
            "the desk on the venue's live market, or use a paper account.",
        )
    return Passed(code="PRICES_FIT", sentence="Orders fill at the market that is shown.")


def feed_fresh(inputs: GateInputs) -> Verdict:
    """The age of the feed's last sign of life on the wall clock; a paused replay is paused, not stale."""
    allowed = inputs.limits.feed_age_s
    if inputs.feed_at is None or inputs.wall_now is None:
        return Denied(code="FEED_STALE", sentence="The price feed has not been heard yet. Wait until it is.")
    if inputs.feed_paused:
        return Passed(code="FEED_FRESH", sentence="The replay is paused; its prices stand still.")
    age = (inputs.wall_now - inputs.feed_at).total_seconds()
    figures = {"age_s": f"{age:.1f}", "allowed_s": str(allowed)}
    if age > allowed:
        return Denied(
            code="FEED_STALE",
            sentence=f"The price feed was last heard {age:.1f} s ago; at most {allowed} s is allowed. "
            "Nothing was planned; wait until it is back.",
            figures=figures,
        )
    return Passed(code="FEED_FRESH", sentence=f"Prices are no older than {allowed} s.", figures=figures)


def candles_fresh(inputs: GateInputs) -> Verdict:
    """The age of the newest closed candle on the market clock."""
    limits = inputs.limits
    if inputs.candle_closed_at is None or inputs.market_now is None:
        return Denied(
            code="CANDLES_STALE",
            sentence=f"No closed {limits.stop_timeframe} candle of {inputs.symbol} is known. Wait for history.",
        )
    age = (inputs.market_now - inputs.candle_closed_at).total_seconds()
    if age > limits.candle_age * limits.stop_timeframe.seconds:
        return stale_candles(age, limits)
    return Passed(
        code="CANDLES_FRESH",
        sentence=f"The newest {limits.stop_timeframe} candle closed {int(age)} s ago.",
        figures={"age_s": str(int(age))},
    )


def pair_trading(inputs: GateInputs) -> Verdict:
    """The venue lists the pair and trades it."""
    if inputs.instrument is None:
        return Denied(
            code="SYMBOL_UNKNOWN",
            sentence=f"The venue does not list {inputs.symbol}. Choose another symbol.",
            figures={"symbol": str(inputs.symbol)},
        )
    if not inputs.instrument.trading:
        return Denied(
            code="SYMBOL_HALTED",
            sentence=f"The venue has halted {inputs.symbol}: no entries, only cancels. Wait until it trades again.",
            figures={"symbol": str(inputs.symbol)},
        )
    return Passed(code="SYMBOL_TRADING", sentence=f"{inputs.symbol} is trading.")


def orders_known(inputs: GateInputs) -> Verdict:
    """No order on the symbol has an unknown outcome."""
    if inputs.unknown_symbols is None or inputs.symbol in inputs.unknown_symbols:
        return Denied(
            code="ORDER_UNKNOWN",
            sentence=f"The outcome of an order on {inputs.symbol} is not known yet. Nothing new is sent there until "
            "the venue has answered.",
            figures={"symbol": str(inputs.symbol)},
        )
    return Passed(code="ORDERS_KNOWN", sentence=f"Every order on {inputs.symbol} has a known outcome.")


def side_allowed(inputs: GateInputs) -> Verdict:
    """Shorts need a margin account."""
    if inputs.side is Side.SHORT and not inputs.shorts_allowed:
        return Denied(
            code="SHORT_NEEDS_MARGIN",
            sentence="This is a spot account: a short needs margin. Buy instead, or use a paper account.",
        )
    return Passed(code="SIDE_ALLOWED", sentence=f"The account may go {inputs.side.value}.")


def price_between(inputs: GateInputs) -> Verdict:
    """The market has not passed the worst entry price, nor traded through the stop."""
    sign, last, limit = inputs.side.sign, inputs.last, inputs.limit
    stop = None if inputs.stop is None or isinstance(inputs.stop, Denied) else inputs.stop.stop
    if last is None or limit is None or stop is None:
        return Denied(
            code="PRICE_UNCHECKED",
            sentence="Price, entry or stop is missing, so the entry cannot be checked against the market.",
        )
    figures = {"last": plain(last), "limit": plain(limit), "stop": plain(stop)}
    if not inputs.resting and sign * (last - limit) > 0:
        return Denied(
            code="PRICE_BEYOND_LIMIT",
            sentence=f"The price {plain(last)} has passed the worst entry {plain(limit)}. Nothing was sent; "
            "take the plan at its new price, or leave it.",
            figures=figures,
        )
    if sign * (last - stop) <= 0:
        return Denied(
            code="PRICE_THROUGH_STOP",
            sentence=f"The price {plain(last)} has traded through the stop {plain(stop)}: the idea is void. "
            "Nothing was sent; make a new plan.",
            figures=figures,
        )
    return Passed(
        code="PRICE_BETWEEN",
        sentence=f"The price {plain(last)} is between stop {plain(stop)} and worst entry {plain(limit)}."
        if not inputs.resting
        else f"The price {plain(last)} has not reached the stop {plain(stop)}.",
        figures=figures,
    )
