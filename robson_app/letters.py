"""What is mailed to people, in the language they asked in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notify.mail import Mail, NoMail, PrintedMail, SmtpMail
from domain.identity.ports import Letters
from robson_app import routes
from robson_app.i18n import t
from robson_app.settings import Settings


class DeskLetters:
    """Implements `Letters`; links lead to the first origin of the settings, never to what a request calls itself."""

    def __init__(self, mail: Mail, origin: str) -> None:
        """Take the way out and where the desk is."""
        self._mail = mail
        self._origin = origin

    async def new_password(self, email: str, token: str) -> None:
        """Send the link; the secret stands behind the `#`, which browsers keep to themselves."""
        link = f"{self._origin}{routes.NEW_PASSWORD}#{token}"
        text = t(
            "Somebody, probably you, asked for a new password for your Robson desk. "
            "Choose one here within 30 minutes:\n\n{link}\n\n"
            "The link works once and ends every open session. "
            "If it was not you, do nothing: your password stays as it is.\n",
            link=link,
        )
        await self._mail.send(email, t("A new password for your desk"), text)

    async def invitation(self, email: str, tenant: str, token: str) -> None:
        """Send the link; the secret stands behind the `#`, which browsers keep to themselves."""
        link = f"{self._origin}{routes.JOIN}#{token}"
        text = t(
            "You are invited to the Robson desk of {tenant}. Choose a password here within 7 days:\n\n{link}\n\n"
            "The link works once, for this address. If you do not know who asks, do nothing.\n",
            tenant=tenant,
            link=link,
        )
        await self._mail.send(email, t("An invitation to a Robson desk"), text)


def mail_of(settings: Settings) -> Mail:
    """Return how letters leave: by SMTP, else printed on one's own machine, else not at all."""
    if settings.smtp is not None:
        return SmtpMail(settings.smtp)
    return PrintedMail() if settings.local else NoMail()


if TYPE_CHECKING:
    _FITS: type[Letters] = DeskLetters
