"""The same run in `Decimal`, with the domain's own functions, one bar after another: slow, and what is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from adapters.backtest.bars import Bars
from domain.marketdata.market import Side
from domain.risk.conversion import Conversion
from domain.risk.exit_size import exit_size
from domain.risk.sizing import Size, SizeInputs, size_position, worst_entry
from domain.risk.technical_stop import ChosenStop, StopQuestion, find_stop
from domain.risk.trailing import Entered, Move, trail
from domain.shared.money import ONE, ZERO, Price, Quantity
from domain.strategies.rules import BacktestRules
from domain.trading.paper.terms import PaperTerms


@dataclass(slots=True)
class Trade:
    side: Side
    entry_bar: int
    entry: Price
    initial: Price
    quantity: Quantity
    held: Decimal
    entered_at: datetime
    stop: Price
    net: Decimal
    exit_bar: int = -1
    exit: Price | None = None
    sold: Quantity | None = None


class Reference:
    """Plays bars by the rules."""

    def __init__(self, bars: Bars, rules: BacktestRules) -> None:
        self.bars, self.rules = bars, rules
        self.filters = rules.instrument.filters
        self.terms = PaperTerms(fee=rules.costs.fee_out, interest_hourly=rules.interest_hourly)
        self.quarters = list(bars.longer(rules.limits.stop_timeframe).candles())
        self.balance = self.month_capital = self.day_equity = rules.capital
        self.month_realised = self.day_realised = self.dust_cost = ZERO
        self.latched = False
        self.stopped_at: datetime | None = None
        self.day = self.month = ""
        self.open: Trade | None = None
        self.trades: list[Trade] = []

    def run(self, signals: dict[int, int]) -> list[Trade]:
        previous = self.bars.candle(0).close
        for i, candle in enumerate(self.bars.candles()):
            self.turn(candle.open_time, previous if i else candle.close)
            if self.open is not None:
                self.through(i, candle)
            if i in signals and self.open is None:
                self.enter(i, Side.LONG if signals[i] > 0 else Side.SHORT, candle.close, candle.close_time)
            previous = candle.close
        return self.trades

    def turn(self, at: datetime, price: Decimal) -> None:
        if self.day == f"{at:%Y-%m-%d}":
            return
        trade, equity = self.open, self.balance
        if trade is not None:
            equity += trade.side.sign * (price - trade.entry) * trade.held
        self.day, self.day_equity, self.day_realised = f"{at:%Y-%m-%d}", equity, ZERO
        if self.month != f"{at:%Y-%m}":
            self.month, self.month_capital, self.month_realised = f"{at:%Y-%m}", equity, ZERO
            self.latched = False

    def through(self, i: int, candle) -> None:  # type: ignore[no-untyped-def]
        trade, costs = self.open, self.rules.costs
        assert trade is not None
        sign = trade.side.sign
        extremes = (candle.low, candle.high) if sign > 0 else (candle.high, candle.low)
        entered = Entered(
            side=trade.side,
            average=trade.entry,
            span=abs(trade.entry - trade.initial),
            costs=costs,
            filters=self.filters,
        )
        for leg, price in enumerate((candle.open, *extremes, candle.close)):
            if sign * (price - trade.stop) <= 0:
                at = candle.open_time + timedelta(seconds=leg * candle.timeframe.seconds // 4)
                self.leave(i, trade, price if leg == 0 else trade.stop, at)
                return
            move = trail(entered, trade.stop, price)
            if isinstance(move, Move):
                trade.stop = move.stop

    def filled(self, buying: bool, price: Decimal) -> Price:
        slip, tick = self.rules.costs.slippage, self.filters.tick
        if buying:
            return max(Price(price + tick), self.filters.tick_down(price * (ONE + slip)))
        return min(Price(price), self.filters.tick_up(price * (ONE - slip)))

    def leave(self, i: int, trade: Trade, price: Price, at: datetime) -> None:
        sign = trade.side.sign
        trade.exit_bar, trade.exit = i, self.filled(sign < 0, price)
        trade.sold = self.filters.floor_to_step(trade.held)
        fee = self.terms.charged(trade.exit * trade.sold)
        if sign < 0:
            fee += self.terms.interest(trade.exit * trade.sold, at - trade.entered_at)
        won = sign * (trade.exit - trade.entry) * trade.sold - fee
        self.dust_cost += (trade.held - trade.sold) * trade.entry
        trade.net += won
        self.book(won)
        self.open, self.stopped_at = None, at

    def book(self, won: Decimal) -> None:
        self.balance += won
        self.month_realised += won
        self.day_realised += won
        self.latched |= -self.month_realised >= self.month_capital * self.rules.limits.budget_fraction

    def enter(self, i: int, side: Side, price: Price, at: datetime) -> None:
        rules, limits = self.rules, self.rules.limits
        if self.balance <= 0:
            return
        if not rules.brakes:
            self.month_capital = self.day_equity = self.balance
            self.month_realised = self.day_realised = ZERO
            self.latched = False
        budget = self.month_capital * limits.budget_fraction
        consumed = max(ZERO, -self.month_realised)
        cooling = self.stopped_at is not None and (at - self.stopped_at).total_seconds() < limits.cool_down_s
        day_lost = self.day_realised <= -self.day_equity * limits.daily_loss
        if self.latched or consumed >= budget or cooling or day_lost:
            return
        limit = worst_entry(side, price, None, rules.costs, self.filters)
        question = StopQuestion(side=side, entry=limit, filters=self.filters, limits=limits, now=at)
        stop = find_stop(question, self.quarters).answer
        if not isinstance(stop, ChosenStop) or (stop.rank is None and not rules.fallback_confirmed):
            return
        size = size_position(
            SizeInputs(
                side=side,
                instrument=rules.instrument,
                limit=limit,
                stop=stop.stop,
                equity=self.balance,
                remaining=budget - consumed,
                available=self.balance - self.dust_cost,
                limits=limits,
                costs=rules.costs,
                conversion=Conversion(source="USDT", target="USDT", rate=ONE),
            )
        )
        entry = self.filled(side is Side.LONG, price)
        if isinstance(size, Size) and side.sign * (entry - limit) <= 0:
            self.opened(i, side, entry, stop.stop, size.quantity, at)

    def opened(self, i: int, side: Side, entry: Price, stop: Price, quantity: Quantity, at: datetime) -> None:
        held, fee = Decimal(quantity), self.terms.charged(quantity if side is Side.LONG else entry * quantity)
        if side is Side.LONG:
            held, fee = quantity - fee, fee * entry
        assert exit_size(filled=held, base_fees=ZERO, price=stop, filters=self.filters).quantity > 0
        self.open = Trade(side, i, entry, stop, quantity, held, at, stop, -fee)
        self.trades.append(self.open)
        self.book(-fee)
