"""Accounts at real venues as the API hears and tells them. Keys go in and never come out."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.trading.account import VenueName
from domain.trading.connection import ConnectionStatus
from robson_app.api.models.common import LINE, Amount, Asked, Exact, Moment, Told

Secret = Annotated[
    str, Field(min_length=8, max_length=4096, json_schema_extra={"writeOnly": True, "format": "password"})
]


class KeysIn(Asked):
    """Keys made at the venue: with the right to trade, without the right to withdraw."""

    api_key: Secret
    secret: Secret
    passphrase: Annotated[Secret | None, Field(description="Where the venue has one.")] = None


class ConnectIn(KeysIn):
    """An account to open at a venue."""

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=LINE)]
    kind: Literal["testnet", "live"]
    venue: Literal["binance", "bybit", "okx", "kraken", "coinbase"]
    quote: Annotated[str, Field(pattern="^[A-Z0-9]{2,10}$", examples=["USDT"])]
    allocated: Annotated[Amount, Field(description="Capital that equity starts with, from 100.")]


class ArmIn(Asked):
    """The words that arm real money."""

    acknowledgement: Annotated[str, Field(max_length=100, examples=["I CAN LOSE THIS MONEY"])]


class PermissionsOut(Told):
    """What the venue says of the keys."""

    read: bool
    trade: bool | None
    withdraw: bool | None
    ip_restricted: bool | None
    account_type: str
    maker: Exact | None
    taker: Exact | None


class ConnectionOut(Told):
    """How an account reaches its venue."""

    account_id: UUID
    venue: VenueName
    status: ConnectionStatus
    key_hint: Annotated[str, Field(description="The last four characters of the public key.")]
    candidate_hint: Annotated[
        str, Field(description="The same of new keys that are being tested while those in use stay; empty otherwise.")
    ]
    reason: Annotated[str, Field(description="Why it is refused, suspended or still being tested; empty otherwise.")]
    permissions: PermissionsOut | None
    checked_at: Moment | None
    armed_at: Moment | None
