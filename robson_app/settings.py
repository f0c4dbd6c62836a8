"""Settings, read once from the environment. A wrong one is one clear line that names the variable."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from adapters.marketdata.market_setting import read_market_setting
from adapters.notify.mail import SmtpSetting, read_smtp_url
from adapters.secrets.master_keys import read_master_keys
from domain.identity.use_cases.sign_up import SIGN_UPS, SignUpPolicy
from domain.shared.errors import InvalidInputError, RobsonError

_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingError(RobsonError):
    """A setting is wrong. Correct the environment variable it names and start again."""

    code = "SETTING_INVALID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every knob of the product.

    Attributes:
        market: `auto` (live when reachable, else simulated), `live`, `simulated[?speed=1&seed=7]` or
            `replay:PATH[?speed=60&start=2022-01-11T14:00&symbol=BTC/USDT]`.
        database_url: PostgreSQL 16 or newer; None starts the embedded one in `data`.
        origins: Browser origins that may open sockets and write.
        hosts: Names the web process answers to: those of ROBSON_HOSTS and of the origins.
        demo_hours: Life of a demo session; `demo_limit` how many may live at once; `demo_per_hour` how many one
            address may start.
        sign_up: Who may make a desk of their own; open on a desk that serves its own machine alone, else closed.
        sign_ups: How many sign-ups an address may ask for before it has to wait.
        venue_url / venue_stream_url: Other addresses of the venue: REST base without `/api/v3`, WebSocket base with
            its path; None means the venue's own.
        master_keys: Keys that seal venue keys, by version; without one the data folder keeps one.
        smtp: Server that mail leaves through; without one a desk on its own machine prints it, others send none.
        venue_wsapi_url: Another address of the venue's WebSocket API (user data), with its path.
    """

    host: str
    port: int
    data: Path
    database_url: str | None
    market: str
    origins: tuple[str, ...]
    hosts: tuple[str, ...]
    demo_hours: int
    demo_limit: int
    demo_per_hour: int
    address_rate: int
    session_rate: int
    event_rate: int
    proxy_hops: int
    paper_latency_ms: int
    log_level: str
    sign_up: SignUpPolicy = SignUpPolicy.OPEN
    sign_ups: int = SIGN_UPS
    venue_url: str | None = None
    venue_stream_url: str | None = None
    venue_wsapi_url: str | None = None
    master_keys: Mapping[int, bytes] = field(default_factory=dict, repr=False)
    smtp: SmtpSetting | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment.

        Raises:
            SettingError: a value is out of range or malformed; the message names the variable.
        """
        port = _whole(env, "ROBSON_PORT", 3000, 1, 65_535)
        host = env.get("ROBSON_HOST", "127.0.0.1")
        origins = _listed(env.get("ROBSON_ORIGINS", f"http://localhost:{port},http://127.0.0.1:{port}"))
        return cls(
            host=host,
            port=port,
            data=Path(env.get("ROBSON_DATA", ".data")).absolute(),
            database_url=_database(env),
            market=_market(env),
            origins=origins,
            hosts=_hosts(env, origins),
            demo_hours=_whole(env, "ROBSON_DEMO_HOURS", 24, 1, 168),
            demo_limit=_whole(env, "ROBSON_DEMO_LIMIT", 500, 1, 100_000),
            demo_per_hour=_whole(env, "ROBSON_DEMO_PER_HOUR", 20, 1, 10_000),
            sign_up=_sign_up(env, local=_is_local(env, host, origins)),
            sign_ups=_whole(env, "ROBSON_SIGN_UPS", SIGN_UPS, 1, 1_000_000),
            address_rate=_whole(env, "ROBSON_ADDRESS_RATE", 100, 1, 1_000_000),
            session_rate=_whole(env, "ROBSON_SESSION_RATE", 20, 1, 1_000_000),
            event_rate=_whole(env, "ROBSON_EVENT_RATE", 30, 1, 1_000_000),
            proxy_hops=_whole(env, "ROBSON_PROXY_HOPS", 0, 0, 5),
            paper_latency_ms=_whole(env, "ROBSON_PAPER_LATENCY_MS", 40, 0, 60_000),
            log_level=_level(env),
            venue_url=_url(env, "ROBSON_VENUE_URL", "https://", "http://"),
            venue_stream_url=_url(env, "ROBSON_VENUE_STREAM_URL", "wss://", "ws://"),
            venue_wsapi_url=_url(env, "ROBSON_VENUE_WSAPI_URL", "wss://", "ws://"),
            master_keys=_master_keys(env),
            smtp=_smtp(env),
        )

    @property
    def local(self) -> bool:
        """Whether the desk serves its own machine alone."""
        return self.host in _LOCAL and self.proxy_hops == 0 and _names_no_other(self.origins, self.hosts)


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name, str(default))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and low <= int(raw) <= high):
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not '{raw[:40]}'", field=name)
    return int(raw)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


def _hosts(env: Mapping[str, str], origins: tuple[str, ...]) -> tuple[str, ...]:
    names = _listed(env.get("ROBSON_HOSTS", "localhost,127.0.0.1,::1"))
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", name):
            raise SettingError(
                f"ROBSON_HOSTS must be host names without ports, separated by commas, not '{name[:80]}'",
                field="ROBSON_HOSTS",
            )
    return tuple(dict.fromkeys([*(n.lower() for n in names), *(h for o in origins if (h := urlsplit(o).hostname))]))


def _database(env: Mapping[str, str]) -> str | None:
    url = env.get("DATABASE_URL")
    if not url:
        return None
    if not url.startswith(("postgresql://", "postgres://")):
        raise SettingError("DATABASE_URL must start with postgresql://", field="DATABASE_URL")
    return url


def _market(env: Mapping[str, str]) -> str:
    market = env.get("ROBSON_MARKET", "auto")
    try:
        setting = read_market_setting(market)
    except InvalidInputError as error:
        raise SettingError(str(error), field="ROBSON_MARKET") from error
    if setting.path is not None and not setting.path.is_file():
        raise SettingError(f"ROBSON_MARKET names no file: {setting.path}", field="ROBSON_MARKET")
    return market


def _url(env: Mapping[str, str], name: str, *schemes: str) -> str | None:
    url = env.get(name)
    if url and not url.startswith(schemes):
        raise SettingError(f"{name} must start with {' or '.join(schemes)}, not '{url[:80]}'", field=name)
    return url or None


def _master_keys(env: Mapping[str, str]) -> Mapping[int, bytes]:
    text = env.get("ROBSON_MASTER_KEYS")
    if not text:
        return {}
    try:
        return read_master_keys(text)
    except InvalidInputError as error:
        raise SettingError(str(error), field="ROBSON_MASTER_KEYS") from error


def _smtp(env: Mapping[str, str]) -> SmtpSetting | None:
    url = env.get("ROBSON_SMTP_URL")
    if not url:
        return None
    try:
        return read_smtp_url(url)
    except InvalidInputError as error:
        raise SettingError(f"ROBSON_SMTP_URL: {error}", field="ROBSON_SMTP_URL") from error


def _is_local(env: Mapping[str, str], host: str, origins: tuple[str, ...]) -> bool:
    proxied = _whole(env, "ROBSON_PROXY_HOPS", 0, 0, 5) > 0
    return host in _LOCAL and not proxied and _names_no_other(origins, _hosts(env, origins))


def _names_no_other(origins: tuple[str, ...], hosts: Collection[str]) -> bool:
    # Behind a proxy of the same machine a desk listens on a local address and is not local at all.
    return {urlsplit(origin).hostname for origin in origins} <= _LOCAL and {h.strip("[]") for h in hosts} <= _LOCAL


def _sign_up(env: Mapping[str, str], *, local: bool) -> SignUpPolicy:
    chosen = env.get("ROBSON_SIGN_UP") or (SignUpPolicy.OPEN if local else SignUpPolicy.CLOSED)
    if chosen not in set(SignUpPolicy):
        raise SettingError(
            f"ROBSON_SIGN_UP must be open, invite or closed, not '{chosen[:20]}'", field="ROBSON_SIGN_UP"
        )
    return SignUpPolicy(chosen)


def _level(env: Mapping[str, str]) -> str:
    level = env.get("ROBSON_LOG_LEVEL", "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingError(
            f"ROBSON_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not '{level[:20]}'", field="ROBSON_LOG_LEVEL"
        )
    return level
