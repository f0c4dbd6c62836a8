"""Where the kernel keeps what it knows: one row of whole numbers for the run, one for each trade."""

from __future__ import annotations

(
    BALANCE,
    DUST_COST,
    MONTH_CAPITAL,
    MONTH_REALISED,
    DAY_EQUITY,
    DAY_REALISED,
    LATCHED,
    DAY,
    MONTH,
    STOPPED_AT,
    OPEN,
    STOP,
    SPAN,
    TRADES,
    NEXT_SIGNAL,
    STATUS,
    ANSWER_STOP,
    ANSWER_RANK,
    STATE_SLOTS,
) = range(19)
"""`OPEN` is the sign of the position, 0 without one; `ANSWER_*` is what was found by the domain's own function for the
bar whose stop was in doubt."""

RUNNING, DOUBT, ANSWERED, TOO_LARGE = range(4)

(
    SIDE,
    ENTRY_BAR,
    EXIT_BAR,
    LIMIT,
    ENTRY,
    INITIAL_STOP,
    STEPS,
    HELD,
    EXIT_STEPS,
    EXIT,
    LAST_STOP,
    EQUITY_BEFORE,
    REMAINING,
    CASH_BEFORE,
    FEES,
    NET,
    LEG,
    GAP,
    HIGHEST,
    LOWEST,
    RANK,
    MOVES,
    TRADE_SLOTS,
) = range(23)
"""`HELD` is in 1e-8 base; `REMAINING` in money / `Grid.whole`; `EXIT_BAR` is -1 while open; `LEG` is the
step of the candle's path at which it was left."""

(
    DENIED_TAKEN,
    DENIED_MONTH,
    DENIED_DAY,
    DENIED_COOLING,
    DENIED_EQUITY,
    DENIED_CANDLES,
    DENIED_FAR,
    DENIED_FLAT,
    DENIED_UNCONFIRMED,
    DENIED_BUDGET,
    DENIED_SMALL,
    DENIED_MINIMUM,
    DENIED_MISSED,
    DENIALS,
) = range(14)
DENIAL_CODES = (
    "SYMBOL_TAKEN",
    "MONTH_SPENT",
    "DAILY_LIMIT",
    "COOLING_DOWN",
    "EQUITY_SPENT",
    "CANDLES_TOO_FEW",
    "STOP_TOO_FAR",
    "STOP_NOT_FOUND",
    "STOP_UNCONFIRMED",
    "BUDGET_EXHAUSTED",
    "RISK_TOO_SMALL",
    "BELOW_VENUE_MINIMUM",
    "NOT_FILLED",
)
