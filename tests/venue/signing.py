"""Who sent a request, and whether it is recent enough."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.venue.accounts import Account, ApiKey
from tests.venue.errors import Refused, invalid_key, missing
from tests.venue.params import Params

AHEAD_MS = 1_000
DEFAULT_WINDOW_MS = 5_000
LARGEST_WINDOW_MS = 60_000


def find_key(accounts: dict[str, Account], key: str, peer: str) -> tuple[Account, ApiKey]:
    if not key:
        raise Refused(-2014, "API-key format invalid.", status=401)
    for account in accounts.values():
        found = account.keys.get(key)
        if found is not None and not found.revoked and (not found.only_from or peer in found.only_from):
            return account, found
    raise invalid_key()


def check_recent(params: Params, now: int) -> None:
    stamp, window = params.integer("timestamp"), params.integer("recvWindow")
    if stamp is None:
        raise missing("timestamp")
    window = DEFAULT_WINDOW_MS if window is None else window
    if window > LARGEST_WINDOW_MS:
        raise Refused(-1131, "recvWindow must be less than 60000.")
    if stamp >= now + AHEAD_MS:
        raise Refused(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now - stamp > window:
        raise Refused(-1021, "Timestamp for this request is outside of the recvWindow.")


def check_signature(key: ApiKey, payload: str, signature: str) -> None:
    if not signature:
        raise missing("signature")
    if not (_ed25519(key, payload, signature) if key.public_pem else _hmac(key, payload, signature)):
        raise Refused(-1022, "Signature for this request is not valid.")


def _hmac(key: ApiKey, payload: str, signature: str) -> bool:
    expected = hmac.new(key.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)


def _ed25519(key: ApiKey, payload: str, signature: str) -> bool:
    public = load_pem_public_key(key.public_pem.encode())
    if not isinstance(public, Ed25519PublicKey):
        return False
    try:
        public.verify(base64.b64decode(unquote(signature)), payload.encode())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def split_signature(query: str) -> tuple[str, str]:
    """What was signed, and the signature: Binance signs everything before it."""
    payload, _, signature = query.rpartition("signature=")
    return payload.removesuffix("&"), unquote(signature)
