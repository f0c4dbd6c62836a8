"""Writes that may be repeated: the same key with the same body gives the same answer, once done."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from adapters.db.errors import CommitUnknownError
from domain.shared.errors import ConflictError, InvalidInputError, RobsonError
from robson_app.api.security import principal_of
from robson_app.composition import desk

HEADER = "Idempotency-Key"
PATTERN = r"^[A-Za-z0-9_-]{8,64}$"
_KEY = re.compile(PATTERN[1:-1], re.ASCII)


def idempotency_key(
    key: Annotated[
        str,
        Header(
            alias=HEADER,
            pattern=PATTERN,
            min_length=8,
            max_length=64,
            description="Chosen by the caller, new for each intended write; kept 24 h. The same key with the same "
            "request gives the first answer again; with another request it is refused.",
        ),
    ],
) -> str:
    """Require the key on every write, and describe it."""
    return key


class WriteRoute(APIRoute):
    """A route whose answers are kept under the caller's key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the operation."""
        operation = super().get_route_handler()

        async def handle(request: Request) -> Response:
            key = request.headers.get(HEADER, "")
            if _KEY.fullmatch(key) is None:
                return await operation(request)  # answers 400, or 401 to nobody
            return await _once(request, key, operation)

        return handle


async def _once(request: Request, key: str, operation: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
    me = await principal_of(request)
    kept = desk().idempotency
    fingerprint = sha256(
        b"\0".join((request.method.encode(), request.url.path.encode(), await request.body()))
    ).hexdigest()
    answer = await kept.claim(me.tenant_id, key, fingerprint)
    if answer is not None:
        if answer.fingerprint != fingerprint:
            raise InvalidInputError(
                f"{HEADER} {key} was used for another request; nothing was done, choose a new key",
                code="IDEMPOTENCY_KEY_REUSED",
                field=HEADER,
            )
        if answer.status is None:
            raise ConflictError(
                "the first request with this key has no answer yet; look at what it did before you choose a new key",
                code="IDEMPOTENCY_IN_PROGRESS",
                field=HEADER,
            )
        return Response(
            answer.body,
            status_code=answer.status,
            media_type="application/json" if answer.body else None,
            headers={"Idempotency-Replayed": "true"},
        )
    try:
        response = await operation(request)
    except CommitUnknownError:  # it may be done: the key stays taken until it lapses
        raise
    except (RobsonError, RequestValidationError):  # nothing was done
        await kept.release(me.tenant_id, key)
        raise
    await kept.keep(me.tenant_id, key, response.status_code, bytes(response.body).decode())
    return response
