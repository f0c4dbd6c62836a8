"""The second factor: codes of an app, each good once, and recovery codes for the day the app is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from domain.identity.errors import CodeRefusedError
from domain.identity.login import Login
from domain.identity.ports import OneTimeCodes, Tokens
from domain.shared.secrets import SecretBox

RECOVERY_CODES = 10
TRIES = 5
REFUSED = "The code is wrong, was used, or is too old; nothing was changed. Type the one your app shows now."
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_RECOVERY = re.compile(r"[a-z2-7]{16}", re.ASCII)


def purpose_of(login: Login) -> str:
    """Name what a sealed secret belongs to, so that it opens nowhere else."""
    return f"factor {login.tenant_id} {login.id}"


class SecondFactor:
    """Checks codes against a login; what it returns must be stored, versioned, before anything opens."""

    def __init__(self, *, codes: OneTimeCodes, box: SecretBox, tokens: Tokens) -> None:
        """Take the arithmetic of codes, the box their secrets are in, and the hashes of recovery codes."""
        self._codes = codes
        self._box = box
        self._tokens = tokens

    def offered(self, login: Login) -> tuple[Login, str, str]:
        """Return the login with a fresh secret that is not confirmed yet, the secret, and its address for an app."""
        secret = self._codes.new()
        sealed = self._box.seal(secret, purpose_of(login))
        return replace(login, factor_offered=sealed), secret, self._codes.uri(secret, login.email)

    def confirmed(self, login: Login, code: object, now: datetime) -> tuple[Login, tuple[str, ...]]:
        """Return the login whose offered secret is in force, and its recovery codes, which are shown this once.

        Raises:
            CodeRefusedError: nothing was offered, or the code is not of the offered secret.
        """
        if login.factor_offered is None:
            raise CodeRefusedError("nothing was offered to confirm; start again", field="code")
        step = self._step(login, login.factor_offered, code, now)
        enrolled = replace(login, factor=login.factor_offered, factor_offered=None, factor_at=now, factor_step=step)
        return self.recoverable(enrolled)

    def recoverable(self, login: Login) -> tuple[Login, tuple[str, ...]]:
        """Return the login with fresh recovery codes, and these."""
        fresh = tuple(self._codes.recovery() for _ in range(RECOVERY_CODES))
        return replace(login, recovery=tuple(self._tokens.digest(code) for code in fresh)), fresh

    def shown(self, login: Login, code: object, now: datetime) -> Login:
        """Return the login after a code of its app or a recovery code was used up.

        Raises:
            CodeRefusedError: there is no second factor, or the code is not one of its.
        """
        if login.factor is None:
            raise CodeRefusedError("no second factor is set up; set one up in Settings, Security", field="code")
        typed = code.replace("-", "").replace(" ", "").lower() if isinstance(code, str) else ""
        if _RECOVERY.fullmatch(typed) is not None:
            left = tuple(kept for kept in login.recovery if kept != self._tokens.digest(typed))
            if len(left) == len(login.recovery):
                raise CodeRefusedError(REFUSED, field="code")
            return replace(login, recovery=left)
        return replace(login, factor_step=self._step(login, login.factor, typed, now))

    def _step(self, login: Login, sealed: str, code: object, now: datetime) -> int:
        typed = code.replace(" ", "") if isinstance(code, str) else ""
        step = None
        if _CODE.fullmatch(typed) is not None:
            step = self._codes.step(self._box.open(sealed, purpose_of(login)), typed, now)
        if step is None or step <= login.factor_step:
            raise CodeRefusedError(REFUSED, field="code")
        return step
