"""Curves and months of an account's running epoch."""

from __future__ import annotations

from sqlalchemy import Date, DateTime, Integer, Numeric, bindparam, cast, func, or_, select
from sqlalchemy.sql.selectable import ScalarSelect

from adapters.db.statements import given, text_of
from adapters.db.tables import METADATA

_T = METADATA.tables
_ACCOUNT, _POINT, _MONTH, _POSITION = (_T[name] for name in ("account", "equity_point", "account_month", "position"))
_MOST_POINTS = 1_000


def _epoch() -> ScalarSelect[int]:
    mine = (_ACCOUNT.c.tenant_id == bindparam("of_tenant_id"), _ACCOUNT.c.id == bindparam("of_account_id"))
    return select(_ACCOUNT.c.epoch).where(*mine).scalar_subquery()


def _equity() -> str:
    """Thin a long curve evenly and keep its last point."""
    points = (
        select(
            _POINT.c.at,
            _POINT.c.equity,
            _POINT.c.btc_price,
            func.row_number().over(order_by=_POINT.c.at).label("place"),
            func.count().over().label("total"),
        )
        .where(
            *given(_POINT, "tenant_id", "account_id"),
            _POINT.c.epoch == _epoch(),
            _POINT.c.at >= bindparam("since", type_=DateTime(timezone=True)),
        )
        .subquery("points")
    )
    every = cast(func.ceil(points.c.total / cast(bindparam("most", type_=Integer), Numeric)), Integer)
    kept = or_(points.c.place % every == 0, points.c.place == points.c.total)
    return text_of(select(points.c.at, points.c.equity, points.c.btc_price).where(kept).order_by(points.c.at))


def _months() -> str:
    """Count as a trade of the month what was entered and closed in it, by the market clock."""
    first = func.date_trunc("month", func.timezone("UTC", _POSITION.c.closed_at))
    trades = (
        select(func.count())
        .where(
            *given(_POSITION, "tenant_id", "account_id"),
            _POSITION.c.entered > 0,
            cast(first, Date) == _MONTH.c.month,
        )
        .scalar_subquery()
    )
    columns = (_MONTH.c.month, _MONTH.c.capital, _MONTH.c.budget, _MONTH.c.realised, trades.label("trades"))
    mine = (*given(_MONTH, "tenant_id", "account_id"), _MONTH.c.epoch == _epoch())
    return text_of(select(*columns).where(*mine).order_by(_MONTH.c.month.desc()))


EQUITY = _equity()
MONTHS = _months()
MOST_POINTS = _MOST_POINTS - 1
"""One place is kept for the last point."""
