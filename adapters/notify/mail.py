"""Mail: through an SMTP server, or printed where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import structlog

from domain.shared.errors import InvalidInputError

_PATIENCE_S = 20.0
_PORTS = {"smtp": 587, "smtps": 465}
_log = structlog.get_logger(__name__)


class Mail(Protocol):
    """Sends letters."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send one; a failure is logged without the text, never raised."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSetting:
    """A mail server.

    Attributes:
        sender: Address that letters come from.
        tls: Whether the connection is encrypted from its first byte; else it is upgraded when the server offers it,
            and must be when a password is sent.
    """

    host: str
    port: int
    sender: str
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def read_smtp_url(url: str) -> SmtpSetting:
    """Read `smtp[s]://[user:password@]host[:port]?from=desk@example.com`.

    Raises:
        InvalidInputError: it is none; the message does not repeat it.
    """
    wrong = InvalidInputError("it must be smtp[s]://[user:password@]host[:port]?from=desk@example.com", field="url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in _PORTS or not parts.hostname or "@" not in sender or not sender.isprintable():
        raise wrong
    return SmtpSetting(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        sender=sender,
        tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpMail:
    """Implements `Mail`: one connection a letter, certificates checked."""

    def __init__(self, setting: SmtpSetting) -> None:
        """Take where the server is."""
        self._setting = setting

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send one letter as plain text."""
        server, letter = self._setting, EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = server.sender, to, subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=server.sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        try:
            await aiosmtplib.send(
                letter,
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls,
                start_tls=None if server.tls or not server.user else True,
                timeout=_PATIENCE_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            _log.error("mail.not_sent", server=server.host, cause=type(error).__name__)
        else:
            _log.info("mail.sent", server=server.host)


class PrintedMail:
    """Implements `Mail` on one's own machine: the letter is in the log."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Print one letter."""
        _log.info("mail.printed", to=to, subject=subject, text=text)


class NoMail:
    """Implements `Mail` on a server that has none: a log is no place for what only its reader may know."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Say that nothing was sent."""
        _log.warning("mail.not_sent", cause="ROBSON_SMTP_URL is not set")
