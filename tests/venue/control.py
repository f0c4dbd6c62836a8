"""The commands a test gives: the same from Python and over HTTP. Amounts are strings, answers are plain JSON."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from tests.venue import book, chaos
from tests.venue.accounts import Account, ApiKey
from tests.venue.desk import Desk
from tests.venue.faults import Fault
from tests.venue.market import Level
from tests.venue.money import ZERO, text
from tests.venue.reports import balance_update
from tests.venue.rules import SymbolRules
from tests.venue.walk import Walks, steps
from tests.venue.wires import StreamFault
from tests.venue.wsapi import WsApi

Levels = list[tuple[str, str]]
DECIMAL_RULES = frozenset(field.name for field in fields(SymbolRules) if "Decimal" in str(field.type))


class Control:
    """Every public method is a verb of the control API."""

    def __init__(self, desk: Desk, wsapi: WsApi) -> None:
        self._desk = desk
        self._wsapi = wsapi
        self._walks = Walks()

    # Accounts

    def account(self, name: str = "desk", **balances: str) -> dict[str, str]:
        """Open an account with these balances and one key that may trade; the answer names the key."""
        account = self._desk.open_account(name)
        for asset, amount in balances.items():
            account.totals[asset] += Decimal(amount)
        return self.key(name)

    def key(
        self,
        account: str = "desk",
        *,
        can_trade: bool = True,
        can_read: bool = True,
        can_withdraw: bool = False,
        only_from: list[str] | None = None,
        public_pem: str = "",
    ) -> dict[str, str]:
        """Another key of an account; with `public_pem` it signs with Ed25519."""
        made = ApiKey(
            key=secrets.token_hex(32),
            secret=secrets.token_hex(32),
            public_pem=public_pem,
            can_read=can_read,
            can_trade=can_trade,
            can_withdraw=can_withdraw,
            only_from=tuple(only_from or ()),
            created=self._desk.clock.now(),
        )
        self._account(account).keys[made.key] = made
        return {"account": account, "key": made.key, "secret": made.secret}

    def permissions(self, key: str, **allowed: bool) -> None:
        """Change `can_trade`, `can_read`, `can_withdraw` of a key."""
        for name, value in allowed.items():
            if name not in ("can_trade", "can_read", "can_withdraw"):
                raise ValueError(f"{name} is no permission: can_trade, can_read, can_withdraw")
            setattr(self._desk.key_of(key), name, value)

    def revoke(self, key: str) -> None:
        """The key is worth nothing from now on, and its account's user data stream ends."""
        self._desk.key_of(key).revoked = True
        owner = next(account for account in self._desk.accounts.values() if key in account.keys)
        self._wsapi.terminate(owner.name)

    def deposit(self, account: str, asset: str, amount: str) -> None:
        """Move money in, or out with a minus; the stream says so with `balanceUpdate`."""
        mine, delta = self._account(account), Decimal(amount)
        mine.totals[asset] += delta
        self._desk.exchange.tell(mine, balance_update(asset, text(delta), at=self._desk.clock.now()))

    def fees(self, account: str, *, rate: str = "0.001", asset: str = "") -> None:
        """Commission rate, and the third asset it is paid in as long as there is enough of it."""
        mine = self._account(account)
        mine.fee_rate, mine.fee_asset = Decimal(rate), asset

    # The market

    def price(
        self, symbol: str, last: str = "", *, bid: str = "", ask: str = "", qty: str = "0.01", trade: bool = True
    ) -> None:
        """Set a deep book around a price and trade there; stops trigger and limits fill."""
        market = self._desk.exchange.market(symbol)
        tick = market.rules.tick
        price = Decimal(last) if last else self._middle(bid, ask, tick)
        market.quote(Decimal(bid) if bid else price - tick, Decimal(ask) if ask else price + tick)
        self._desk.exchange.move(market, price, Decimal(qty) if trade else ZERO)

    def levels(self, symbol: str, bids: Levels, asks: Levels, last: str = "") -> None:
        """Set exactly this book; what takes from it uses it up."""
        market = self._desk.exchange.market(symbol)
        market.book(_levels(bids), _levels(asks))
        self._desk.exchange.move(market, Decimal(last) if last else market.last, ZERO)

    def fill(self, symbol: str, order_id: int, qty: str = "", price: str = "", *, overfill: bool = False) -> None:
        """Fill an order on command: all of it or `qty`; with `overfill` even more than it asked for."""
        exchange = self._desk.exchange
        order = next(
            o
            for a in self._desk.accounts.values()
            for o in a.orders.values()
            if o.order_id == order_id and o.symbol == symbol
        )
        wanted = Decimal(qty) if qty else order.remaining
        if not overfill and (not order.is_open or wanted > order.remaining):
            raise ValueError(f"order {order_id} is {order.status} with {order.remaining} left: cannot fill {wanted}")
        at = Decimal(price) if price else order.spec.price or exchange.market(symbol).last
        exchange.execute(order, wanted, at, maker=True)
        exchange.settle(order.account, symbol)

    def walk(self, symbol: str, seed: int, *, sigma_bps: float = 3, every_ms: int = 200) -> None:
        """Let the price wander until `stop_walk`."""
        task = asyncio.get_running_loop().create_task(self._wander(symbol, seed, sigma_bps, every_ms / 1000))
        self._walks.start(symbol, task)

    def stop_walk(self, symbol: str = "") -> None:
        if symbol:
            self._walks.stop(symbol)
        else:
            self._walks.stop_all()

    def filters(self, symbol: str, **changed: Any) -> None:
        """Change trading rules while the venue runs; names are those of `SymbolRules`."""
        rules = self._desk.exchange.market(symbol).rules
        for name, value in changed.items():
            if not hasattr(rules, name):
                raise ValueError(f"{name} is no rule of a symbol")
            setattr(rules, name, Decimal(value) if name in DECIMAL_RULES else value)

    def status(self, symbol: str, status: str) -> None:
        """TRADING, HALT, BREAK or CANCEL_ONLY: where it is not TRADING, orders are refused and cancels go through."""
        self._desk.exchange.market(symbol).rules.status = status

    # Faults

    def fault(self, **settings: Any) -> None:
        """Add one fault to the script; the settings are those of `Fault`."""
        self._desk.script.add(Fault(**settings))

    def stream_fault(self, *, now: bool = False, **settings: Any) -> int:
        """Add one mishap of a stream, or let it happen at once; answers how many connections it hit."""
        fault = StreamFault(**settings)
        if now:
            return self._desk.wires.strike_now(fault)
        self._desk.wires.schedule(fault)
        return 0

    def chaos(self, seed: int, count: int = 6, *, longest_late_s: float = 3) -> dict[str, Any]:
        """Add the seed's faults to the script and show them."""
        faults, mishaps = chaos.schedule(seed, count, longest_late_s=longest_late_s)
        for fault in faults:
            self._desk.script.add(fault)
        for mishap in mishaps:
            self._desk.wires.schedule(mishap)
        return {"faults": [asdict(f) for f in faults], "stream_faults": [asdict(m) for m in mishaps]}

    def clear_faults(self) -> None:
        self._desk.script.clear()
        self._desk.wires.waiting.clear()

    def skew(self, ms: int) -> None:
        """Move the venue's clock against the machine's."""
        self._desk.clock.skew_ms = ms

    def latency(self, seconds: float) -> None:
        """Every request waits so long before it is looked at."""
        self._desk.latency_s = seconds

    def ban(self, seconds: float) -> None:
        """Answer 418 to everything for so long."""
        self._desk.limits.ban(seconds)

    def limits(self, **changed: int) -> None:
        """Change `weight_per_minute`, `orders_per_ten_seconds`, `offences_before_ban`, `ban_s`."""
        for name, value in changed.items():
            if name not in ("weight_per_minute", "orders_per_ten_seconds", "offences_before_ban", "ban_s"):
                raise ValueError(f"{name} is no limit")
            setattr(self._desk.limits, name, value)

    def maintenance(self, on: bool) -> None:
        self._desk.under_maintenance = on

    def terminate(self, account: str = "desk") -> None:
        """`eventStreamTerminated`: the account's subscriptions end, the connection stays."""
        self._wsapi.terminate(account)

    def shutdown_notice(self) -> None:
        """`serverShutdown` on every connection of the WebSocket API."""
        self._wsapi.announce_shutdown()

    def cut(self) -> int:
        """Close every WebSocket, as after 24 hours; answers how many."""
        streams = ("user", "market")
        return sum(self._desk.wires.strike_now(StreamFault(stream=name, action="close")) for name in streams)

    # What happened

    def book(self, account: str = "") -> dict[str, Any]:
        return book.dump(self._desk, account)

    def requests(self) -> dict[str, int]:
        return dict(self._desk.requests)

    def journal(self, last: int = 100) -> list[dict[str, Any]]:
        """The latest requests: when, what, whose, which client order ids, which fault, which result."""
        return list(self._desk.journal)[-last:]

    def subscribers(self, account: str = "desk") -> int:
        """How many user data subscriptions an account has at the moment."""
        return self._wsapi.subscribers(account)

    def ready(self) -> bool:
        return True

    def _account(self, name: str) -> Account:
        if name not in self._desk.accounts:
            raise ValueError(f"there is no account {name!r}")
        return self._desk.accounts[name]

    @staticmethod
    def _middle(bid: str, ask: str, tick: Decimal) -> Decimal:
        if not (bid and ask):
            raise ValueError("price needs a last price, or bid and ask")
        return (Decimal(bid) + Decimal(ask)) / 2 // tick * tick

    async def _wander(self, symbol: str, seed: int, sigma_bps: float, every_s: float) -> None:
        market = self._desk.exchange.market(symbol)
        for price in steps(seed, market.last, market.rules.tick, sigma_bps):
            await asyncio.sleep(every_s)
            self.price(symbol, str(price))


def _levels(sent: Levels) -> list[Level]:
    return [(Decimal(price), Decimal(qty)) for price, qty in sent]


VERBS = frozenset(name for name in vars(Control) if not name.startswith("_"))
