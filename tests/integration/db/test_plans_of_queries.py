"""Every list a screen asks for is served by an index in its order, without sorting."""

from __future__ import annotations

from itertools import product
from typing import Any

import psycopg
import pytest

from adapters.db.reads import listings
from adapters.db.reads.listing import Listing
from domain.trading.reads import OrderFilter, OrderGroup, OrderSort, PositionGroup
from tests.rows import BTC, IDS, NOW

PARAMS: dict[str, Any] = {
    "of_tenant_id": IDS.new(),
    "of_account_id": IDS.new(),
    "of_symbol": "BTC/USDT",
    "of_position_id": IDS.new(),
    "count": 51,
    "since": NOW,
    "after_created_at": NOW,
    "after_closed_at": NOW,
    "after_id": IDS.new(),
    "after_symbol": "BTC/USDT",
    "after_status": "open",
    "after_sequence": 5,
}
ORDERS = [
    listings.orders(OrderFilter(group=group, sort=sort, symbol=symbol, descending=descending))
    for group, sort, symbol, descending in product(OrderGroup, OrderSort, (None, BTC), (True, False))
    if (symbol, sort) != (BTC, OrderSort.STATUS)
]
LISTS = [
    *ORDERS,
    *(listings.positions(group) for group in PositionGroup),
    listings.closed(),
    *(listings.events(of_account=a, of_position=False, ascending=b) for a, b in product((True, False), repeat=2)),
]


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.name)
def test_a_list_reads_along_an_index(module_database: str, listing: Listing) -> None:
    with psycopg.connect(module_database) as owner:
        owner.execute("SET enable_seqscan = off")
        owner.execute("SET enable_bitmapscan = off")
        owner.execute("SET enable_sort = off")
        for query in (listing._first, listing._next):
            plan = "\n".join(row[0] for row in owner.execute(f"EXPLAIN {query}".encode(), PARAMS).fetchall())
            assert "Index Scan" in plan or "Index Only Scan" in plan, plan
            assert "Seq Scan" not in plan, plan
            assert "Sort" not in plan, plan
