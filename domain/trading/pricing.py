"""From a draft to a priced plan: worst entry, stop from the chart, size from the stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Quote, Side
from domain.risk.conversion import Conversion, Rates, find_conversion
from domain.risk.exits import ExitPlan, plan_exits
from domain.risk.sizing import Size, SizeInputs, size_position, worst_entry
from domain.risk.technical_stop import ChosenStop, JudgedLevel, StopQuestion, StopSearch, find_stop, manual_stop
from domain.risk.trailing import Entered, Rung, break_even, ladder
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.money import ZERO, Price
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.book import AccountFigures
from domain.trading.drafts import PlanDraft
from domain.trading.plan import EntryKind, Target
from domain.trading.wording import plain

LADDER_RUNGS = 5
FARTHEST_LIMIT = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What the market says of the one symbol a draft is about."""

    instrument: Instrument
    quote: Quote
    candles: Sequence[Candle]
    rates: Rates
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A draft with every answer that could be found.

    Attributes:
        reference: Last price `E`; `limit` the worst entry price `L`.
        stop_answer / size_answer / exits_answer: What was found, or why not; None where it was not asked.
        levels: Every level found on the chart, nearest first.
        break_even / ladder: Where the stop goes as the price moves, from the worst entry.
        rate: Account quote per unit of the instrument's quote.
    """

    reference: Price
    limit: Price
    stop_answer: ChosenStop | Denied
    levels: tuple[JudgedLevel, ...]
    size_answer: Size | Denied | None
    exits_answer: ExitPlan | Denied | None
    break_even: Price | None
    ladder: tuple[Rung, ...]
    rate: Decimal

    @property
    def stop(self) -> ChosenStop | None:
        """The stop, None where there is none within bounds."""
        return self.stop_answer if isinstance(self.stop_answer, ChosenStop) else None

    @property
    def size(self) -> Size | None:
        """The size, None where there is none."""
        return self.size_answer if isinstance(self.size_answer, Size) else None

    @property
    def exits(self) -> ExitPlan | None:
        """The exits, None where the policy cannot be carried out."""
        return self.exits_answer if isinstance(self.exits_answer, ExitPlan) else None


def price_draft(draft: PlanDraft, account: Account, figures: AccountFigures, market: Market) -> Priced:
    """Price, stop and size a draft.

    Args:
        draft: What the trader wants.
        account: Whose limits and costs rule.
        figures: The account's figures without what this draft would replace.
        market: The symbol's quote, filters and closed candles.

    Raises:
        InvalidInputError: the limit is not where a resting entry belongs.
    """
    reference, filters = market.quote.price, market.instrument.filters
    _check_limit(draft, reference)
    limit = worst_entry(draft.side, reference, draft.limit, account.costs, filters)
    question = StopQuestion(side=draft.side, entry=limit, filters=filters, limits=account.limits, now=market.now)
    search = find_stop(question, market.candles)
    answer = search.answer if draft.stop is None else _placed(question, draft.stop, search)
    conversion = find_conversion(market.instrument.symbol.quote, account.quote, market.rates)
    stop = answer if isinstance(answer, ChosenStop) else None
    size: Size | Denied | None = conversion if isinstance(conversion, Denied) else None
    if stop is not None and not isinstance(conversion, Denied):
        size = size_position(size_inputs(draft, account, figures, market.instrument, limit, stop.stop, conversion))
    return Priced(
        reference=reference,
        limit=limit,
        stop_answer=answer,
        levels=search.levels,
        size_answer=size,
        exits_answer=None if stop is None else _exits(draft, account, market, limit, stop),
        break_even=break_even(draft.side, limit, account.costs, filters),
        ladder=_ladder(draft, account, market, limit, stop),
        rate=Decimal(1) if isinstance(conversion, Denied) else conversion.rate,
    )


class Sized(Protocol):
    """What a draft and a plan have in common when they are sized."""

    @property
    def symbol(self) -> Symbol:
        """The pair."""
        ...

    @property
    def side(self) -> Side:
        """The direction."""
        ...


def size_inputs(
    wanted: Sized,
    account: Account,
    figures: AccountFigures,
    instrument: Instrument,
    limit: Price,
    stop: Price,
    conversion: Conversion,
) -> SizeInputs:
    """Put together what a size depends on."""
    return SizeInputs(
        side=wanted.side,
        instrument=instrument,
        limit=limit,
        stop=stop,
        equity=figures.equity,
        remaining=figures.remaining,
        available=figures.cash,
        limits=account.limits,
        costs=account.costs,
        conversion=conversion,
        symbol_exposure=figures.exposure.get(wanted.symbol, ZERO),
        total_exposure=figures.total_exposure,
    )


def _exits(draft: PlanDraft, account: Account, market: Market, limit: Price, stop: ChosenStop) -> ExitPlan | Denied:
    targets = targets_on_grid(draft, market.instrument)
    return plan_exits(draft.exit_policy, targets, side=draft.side, entry=limit, stop=stop.stop, costs=account.costs)


def _check_limit(draft: PlanDraft, reference: Price) -> None:
    if draft.entry is not EntryKind.LIMIT or draft.limit is None:
        return
    ahead = draft.side.sign * (reference - draft.limit)
    if ahead <= 0:
        where, act = ("below", "buy") if draft.side.sign > 0 else ("above", "sell")
        raise InvalidInputError(
            f"limit must be {where} the last price {plain(reference)} to rest, not {plain(draft.limit)}; "
            f"choose a market entry to {act} at once",
            field="limit",
        )
    if ahead > reference * FARTHEST_LIMIT:
        raise InvalidInputError(
            f"limit must be within {plain(FARTHEST_LIMIT * 100)} % of the last price {plain(reference)}, "
            f"not {plain(draft.limit)}",
            field="limit",
        )


def _placed(question: StopQuestion, wanted: Price, search: StopSearch) -> ChosenStop | Denied:
    found = search.answer
    if isinstance(found, ChosenStop) and found.stop == wanted:
        return found
    return manual_stop(question, wanted)


def targets_on_grid(draft: PlanDraft, instrument: Instrument) -> tuple[Target, ...]:
    """Round targets to the tick that is easier to reach, nearest first.

    Raises:
        InvalidInputError: a target would round to nothing.
    """
    sign, filters = draft.side.sign, instrument.filters
    rounded = []
    for index, target in enumerate(draft.targets):
        if target.price < filters.tick:
            raise InvalidInputError(
                f"targets[{index}].price must be at least one tick, {plain(filters.tick)}", field=f"targets[{index}]"
            )
        price = filters.tick_down(target.price) if sign > 0 else filters.tick_up(target.price)
        rounded.append(Target(price=price, share=target.share))
    return tuple(sorted(rounded, key=lambda target: sign * target.price))


def _ladder(
    draft: PlanDraft, account: Account, market: Market, limit: Price, stop: ChosenStop | None
) -> tuple[Rung, ...]:
    if stop is None:
        return ()
    entered = Entered(
        side=draft.side,
        average=limit,
        span=abs(limit - stop.stop),
        costs=account.costs,
        filters=market.instrument.filters,
    )
    return ladder(entered, LADDER_RUNGS)
