"""Keys that sign with Ed25519, and faults over the WebSocket API."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import ccxt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client
from tests.venue.signed_socket import SignedSocket

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
ORDER |= {"quantity": "0.01", "price": "59000", "newClientOrderId": "rb-1"}


def pem(private: Ed25519PrivateKey) -> tuple[str, str]:
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return secret, private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


async def test_an_ed25519_key_signs_rest_and_sockets(venue: LocalVenue, keys: dict[str, str]) -> None:
    secret, public = pem(Ed25519PrivateKey.generate())
    key = venue.control.key("desk", public_pem=public)["key"]
    pro = client(venue, {"key": key, "secret": secret}, pro=True)
    assert (await pro.fetch_balance())["USDT"]["free"] == 10_000
    assert (await pro.create_order_ws("BTC/USDT", "limit", "buy", 0.01, 59_000))["status"] == "open"
    pro.secret = pem(Ed25519PrivateKey.generate())[0]
    with pytest.raises(ccxt.BaseError, match="-1022"):
        await pro.fetch_balance()
    await pro.close()


async def placed_over_socket(venue: LocalVenue, keys: dict[str, str]) -> dict[str, Any] | None:
    async with aiohttp.ClientSession() as session, session.ws_connect(venue.wsapi_url) as socket:
        try:
            async with asyncio.timeout(0.3):
                return await SignedSocket(socket, keys).ask("order.place", ORDER)
        except (TimeoutError, TypeError):
            return None


@pytest.mark.parametrize(
    ("reply", "heard"), [("silence", None), ("reset", None), ("-1006", (500, -1006)), ("503", (503, -1000))]
)
async def test_answers_get_lost_over_the_socket_too(
    venue: LocalVenue, keys: dict[str, str], reply: str, heard: tuple[int, int] | None
) -> None:
    venue.control.fault(method="POST", path="order", reply=reply, accepted=True)
    answer = await placed_over_socket(venue, keys)
    assert (answer and (answer["status"], answer["error"]["code"])) == heard
    assert [order["client_id"] for order in venue.control.book()["accounts"]["desk"]["orders"]] == ["rb-1"]
