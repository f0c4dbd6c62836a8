"""The worked example on the first page: real candles, and figures from the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Side
from domain.risk.conversion import Conversion
from domain.risk.limits import Costs, RiskLimits
from domain.risk.sizing import Size, SizeInputs, size_position, worst_entry
from domain.risk.trailing import break_even
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from robson_app.display import number, percent

BITCOIN = Instrument(
    symbol=Symbol.parse("BTC/USDT"),
    filters=Filters(
        tick=Decimal("0.1"),
        step=Decimal("0.00001"),
        min_quantity=Decimal("0.00001"),
        max_quantity=Decimal(9000),
        min_notional=Decimal(5),
    ),
)
PRICE = Price("43624.0")
STOP = Price("42297.6")
EQUITY = Decimal(10_000)

# BTC/USDT, 15 minutes a candle, 11 January 2022 23:45 to 12 January 16:30 UTC: open, high, low, close.
_QUOTED = """
42796,42817,42642,42729 42729,42957,42698,42939 42939,42976,42707,42846 42846,42856,42619,42631
42631,42732,42588,42689 42689,42773,42606,42631 42631,42694,42561,42661 42661,42709,42578,42598
42598,42661,42578,42639 42639,42704,42628,42651 42651,42711,42579,42632 42632,42644,42555,42567
42567,42569,42461,42569 42569,42599,42505,42547 42548,42641,42539,42594 42594,42672,42576,42632
42632,42638,42565,42616 42616,42738,42601,42713 42713,42718,42582,42594 42594,42594,42528,42584
42584,42634,42549,42634 42634,42709,42570,42707 42707,42732,42669,42687 42687,42752,42666,42746
42746,42779,42672,42719 42719,42751,42665,42711 42711,42715,42631,42709 42709,42878,42705,42732
42732,42738,42612,42686 42686,42686,42507,42507 42523,42600,42472,42541 42541,42646,42534,42600
42600,42600,42533,42564 42564,42704,42514,42699 42699,42720,42609,42610 42610,42667,42568,42593
42593,42685,42593,42617 42617,42756,42588,42671 42671,42926,42650,42895 42895,42905,42685,42690
42690,42832,42658,42809 42809,43000,42751,42988 42988,43000,42853,42894 42894,42924,42746,42800
42800,42860,42769,42770 42770,42831,42731,42788 42788,42854,42761,42770 42770,43500,42691,43116
43111,43221,42900,42942 42942,43053,42892,42910 42910,43191,42900,43143 43143,43296,43082,43093
43093,43312,43036,43302 43302,43411,43247,43262 43262,43430,43207,43398 43395,44090,43344,43977
43976,44100,43815,43939 43938,43979,43676,43738 43737,43887,43730,43814 43816,43953,43685,43747
43747,43896,43699,43865 43865,43967,43757,43933 43933,43940,43792,43815 43815,43828,43428,43551
43551,43628,43477,43568 43568,43693,43452,43481 43481,43601,43300,43517 43517,43669,43516,43624
"""
CANDLES = tuple(tuple(int(part) for part in candle.split(",")) for candle in _QUOTED.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One sized trade, as text."""

    price: str
    stop: str
    limit: str
    distance: str
    quantity: str
    value: str
    loss: str
    share: str
    break_even: str
    budget: str
    after: str


def example() -> Example:
    """Size the example with the rules that size every trade."""
    limits, costs, filters = RiskLimits(), Costs(), BITCOIN.filters
    limit = worst_entry(Side.LONG, PRICE, None, costs, filters)
    budget = EQUITY * limits.budget_fraction
    size = size_position(
        SizeInputs(
            side=Side.LONG,
            instrument=BITCOIN,
            limit=limit,
            stop=STOP,
            equity=EQUITY,
            remaining=budget,
            available=EQUITY,
            limits=limits,
            costs=costs,
            conversion=Conversion(source="USDT", target="USDT", rate=Decimal(1)),
        )
    )
    if not isinstance(size, Size):
        raise TypeError(f"the example on the first page breaks a rule: {size.sentence}")
    return Example(
        price=number(PRICE, filters.tick),
        stop=number(STOP, filters.tick),
        limit=number(limit, filters.tick),
        distance=percent((PRICE - STOP) / PRICE),
        quantity=number(size.quantity, filters.step),
        value=number(size.notional, Decimal(1)),
        loss=number(-size.planned_loss),
        share=percent(size.planned_loss / EQUITY),
        break_even=number(break_even(Side.LONG, limit, costs, filters), filters.tick),
        budget=number(budget),
        after=number(budget - size.planned_loss),
    )
