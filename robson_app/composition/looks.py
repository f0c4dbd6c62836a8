"""What is only looked at: the past of accounts, and every pair on offer."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.db.pool import Pool
from adapters.db.reads.portfolio import PostgresPortfolio
from adapters.marketdata.view import LiveMarketView
from domain.trading.ports import UnitsOfWork
from robson_app.queries.markets import Markets
from robson_app.queries.portfolio import Portfolios


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Queries without a use case beside them."""

    portfolios: Portfolios
    markets: Markets


def looks(pool: Pool, units: UnitsOfWork, view: LiveMarketView) -> Looks:
    """Build them on the web's pool and what this process knows of the market."""
    past = PostgresPortfolio(pool)
    return Looks(portfolios=Portfolios(units=units, reads=past, view=view, market=view), markets=Markets(view))
