"""Wakes the engine when another process has changed a fact. Losing a message costs time, never an order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from adapters.db.work import AccountRef
from domain.shared.bus import Channel, EventBus, Message
from domain.shared.errors import InvalidInputError
from domain.shared.fields import shown, uuid_field
from domain.shared.ids import AccountId, TenantId
from robson_app.engine.desk import AccountDesk
from robson_app.engine.desks import Desks
from robson_app.engine.lane import Lane
from robson_app.engine.watch import PositionWatch

_log = structlog.get_logger(__name__)


class FactsLoop:
    """Listens for intents, plans, positions and accounts."""

    def __init__(
        self,
        *,
        bus: EventBus,
        desks: Desks,
        watch: PositionWatch,
        on_close: Callable[[AccountRef], Awaitable[None]],
        on_keys: Callable[[AccountRef], Awaitable[None]],
    ) -> None:
        """Take the bus, whom to wake, and what to do for an account when a position has closed or keys have come."""
        self._bus = bus
        self._desks = desks
        self._watch = watch
        self._on_close = on_close
        self._on_keys = on_keys
        self._lane = Lane("facts", _failed)
        # What asks a venue may take as long as the venue takes; nobody's positions wait for it.
        self._opening = Lane("open", _failed)
        self._keys = Lane("keys", _failed)

    async def run(self) -> None:
        """Listen for ever."""
        async for message in self._bus.subscribe(Channel.FACTS):
            try:
                self.hear(message)
            except (InvalidInputError, ValueError) as error:
                _log.warning("facts.not_understood", payload=shown(message.payload), cause=str(error))

    def hear(self, message: Message) -> None:
        """Take one message `<topic> <tenant> <account>`.

        Raises:
            ValueError: it has another shape.
            InvalidInputError: an identity in it is none.
        """
        topic, tenant, account = message.payload.split(" ")
        ref = AccountRef(
            tenant_id=TenantId(uuid_field("tenant_id", tenant)),
            account_id=AccountId(uuid_field("account_id", account)),
        )
        match topic:
            case "intents":
                self._send(ref)
            case "plans":
                # Whoever plans may execute next: the desk is open and reconciled by then.
                self._opening.put(f"open {account}", partial(self._desks.at, ref))
            case "positions":
                self.changed(ref)
            case "connections":
                self._keys.put(f"keys {account}", partial(self._on_keys, ref))
            case "account":
                self._opening.put(f"account {account}", partial(self._desks.look_again, ref))

    def changed(self, ref: AccountRef) -> None:
        """Watch an account's positions as they are now."""
        self._lane.put(f"positions {ref.account_id}", partial(self._refresh, ref))

    async def _refresh(self, ref: AccountRef) -> None:
        if await self._watch.refresh(ref):
            await self._on_close(ref)

    def _send(self, ref: AccountRef) -> None:
        desk = self._desks.find(ref.account_id)
        if desk is not None:
            desk.send()
        else:
            self._opening.put(f"open {ref.account_id}", partial(self._desks.each, (ref,), AccountDesk.send))


def _failed(job: str, error: BaseException) -> None:
    _log.error("facts.job_failed", job=job, exc_info=error)
