"""The outermost layer of the web process: origins, sizes, rates and security headers, for every path and socket."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Network, ip_address
from time import perf_counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from robson_app.api.gauges import REQUESTS, SECONDS
from robson_app.api.problem import problem
from robson_app.auth.rate import Rates, TooManyRequestsError

LARGEST_BODY = 65_536
LONGEST_TARGET = 8_192
ADDRESS = "robson.address"
RELAYED = "robson.relayed"
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_WITHIN_S = 15.0
SOCKET_COST = 4
"""A page's socket holds memory for an hour: it is paid for like so many requests."""
_LIMITED = ("/api/", "/ws/", "/_event", "/readyz", "/metrics", "/_health")


def policy(scripts: Sequence[str]) -> str:
    """Return the content security policy: everything from here, styles inline because the chart sets them."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def address_of(request: HTTPConnection) -> str:
    """Return where a request comes from, as the shield saw it."""
    return str(request.scope.get(ADDRESS, request.client.host if request.client else "unknown"))


def relayed(request: HTTPConnection) -> bool:
    """Say whether somebody in front passed a request on whom the settings do not know, so that its source is hidden."""
    return bool(request.scope.get(RELAYED))


def near(address: str) -> bool:
    """Say whether an address belongs to this machine or a private network."""
    try:
        return not ip_address(address).is_global
    except ValueError:
        return False


def host_of(headers: Headers) -> str | None:
    """Return the one name a request is addressed to, without its port; None when there is none, or several."""
    said = headers.getlist("host")
    try:
        return urlsplit(f"//{said[0]}").hostname if len(said) == 1 and not set(said[0]) & set("/@?#\\") else None
    except ValueError:
        return None


def network(address: str) -> str:
    """Return what one visitor counts as: an IPv4 address, or the /64 that an IPv6 address was chosen from freely."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Network((known, 64), strict=False).network_address)


class Shield:
    """Wraps the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Sequence[str],
        hosts: Sequence[str],
        rates: Rates,
        scripts: Sequence[str] = (),
        proxy_hops: int = 0,
        sockets: int = 500,
    ) -> None:
        """Take what is allowed.

        Args:
            app: What is wrapped.
            origins: Pages of these may write and open sockets.
            hosts: Names the desk answers to. Any other is refused: a page may not reach it by renaming its own site.
            rates: What an address may ask for.
            scripts: Hashes of the pages' inline scripts.
            proxy_hops: How many proxies in front are ours.
            sockets: How many sockets an address may hold open.
        """
        self._app = app
        self._origins = frozenset(origins)
        self._hosts = frozenset(hosts)
        self._rates = rates
        self._hops = proxy_hops
        self._most_sockets = sockets
        self._sockets = Counter[str]()
        self._policies = policy(()), policy(scripts)
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "lifespan":
            self._locate(scope, Headers(scope=scope))
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        send = self._adorned(send, scope, headers)
        refusal = self._refused(scope, headers)
        if refusal is None and scope["method"] not in _SAFE:
            try:
                async with asyncio.timeout(BODY_WITHIN_S):
                    body = await _whole_body(receive)
            except TimeoutError:
                refusal = _too_slow()
            else:
                refusal = _too_large() if body is None else None
                receive = _replay(body or b"", receive)
        await (refusal or self._app)(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._rates.spend(scope[ADDRESS], SOCKET_COST)
        except TooManyRequestsError:
            await send({"type": "websocket.close", "code": 4429, "reason": "too many connections"})
            return
        if self._sockets[scope[ADDRESS]] >= self._most_sockets:
            await send({"type": "websocket.close", "code": 4429, "reason": "too many open connections"})
            return
        if not self._own_host(scope, headers):
            await send({"type": "websocket.close", "code": 4400, "reason": "host not allowed"})
            return
        if not self._own_origin(headers):
            await send({"type": "websocket.close", "code": 4403, "reason": "origin not allowed"})
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope[ADDRESS]
        self._sockets[address] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._sockets[address] -= 1
            if not self._sockets[address]:
                del self._sockets[address]

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        path: str = scope["path"]
        if len(scope.get("raw_path") or path) + len(scope.get("query_string", b"")) > LONGEST_TARGET:
            return problem(HTTPStatus.REQUEST_URI_TOO_LONG, "TARGET_TOO_LONG", "the address is too long")
        if not self._own_host(scope, headers):
            return problem(
                HTTPStatus.BAD_REQUEST,
                "HOST_UNKNOWN",
                "the desk does not answer to this host name; nothing was done. Its owner can add it to ROBSON_HOSTS",
                field="Host",
            )
        if path.startswith(_LIMITED):
            try:
                self._rates.spend(scope[ADDRESS])
            except TooManyRequestsError as error:
                after = {"Retry-After": str(error.retry_after_s)}
                return problem(HTTPStatus.TOO_MANY_REQUESTS, error.code, str(error), headers=after)
        if scope["method"] in _SAFE:
            return None
        if not self._own_origin(headers):
            return problem(
                HTTPStatus.FORBIDDEN,
                "ORIGIN_FORBIDDEN",
                "this request comes from a page of another origin; nothing was done",
                field="Origin",
            )
        length = headers.get("content-length", "0")
        return _too_large() if not length.isdecimal() or int(length) > LARGEST_BODY else None

    def _own_host(self, scope: Scope, headers: Headers) -> bool:
        host = host_of(headers)
        return host in self._hosts or (host is not None and scope.get("path") in _PROBES and near(host))

    def _own_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None:
            return origin in self._origins
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}

    def _locate(self, scope: Scope, headers: Headers) -> None:
        peer = scope["client"][0] if scope.get("client") else "unknown"
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
        known = 0 < self._hops <= len(hops)
        scope[ADDRESS] = network(hops[-self._hops] if known else peer)
        scope[RELAYED] = not known and any(name in headers for name in _FORWARDED)

    def _adorned(self, send: Send, scope: Scope, headers: Headers) -> Send:
        secure = scope["scheme"] == "https" or (
            self._hops > 0 and headers.get("x-forwarded-proto", "").split(",")[-1].strip() == "https"
        )

        began = perf_counter()
        kind = "api" if scope["path"].startswith("/api/") else "page"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                REQUESTS.labels(kind, str(message["status"])).inc()
                SECONDS.labels(kind).observe(perf_counter() - began)
                response = MutableHeaders(scope=message)
                response.update(self._headers)
                # Only a page has scripts to allow; a page that was "not modified" says no type, and its headers count.
                page = response.get("content-type", "text/html").startswith("text/html")
                response["Content-Security-Policy"] = self._policies[page]
                if secure:
                    response["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
                if scope["path"].startswith("/api/"):
                    response.setdefault("Cache-Control", "no-store")
            await send(message)

        return sending


def _too_large() -> Response:
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "BODY_TOO_LARGE",
        f"a request body may have at most {LARGEST_BODY} bytes; nothing was stored or sent",
    )


def _too_slow() -> Response:
    return problem(
        HTTPStatus.REQUEST_TIMEOUT,
        "BODY_TOO_SLOW",
        f"a request body must arrive within {BODY_WITHIN_S:.0f} s; nothing was stored or sent",
        headers={"Connection": "close"},
    )


async def _whole_body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
