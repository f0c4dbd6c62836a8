"""What identity refuses."""

from domain.shared.errors import ConflictError, ForbiddenError, RobsonError, UnauthenticatedError


class DemoLimitError(RobsonError):
    """No further demo can start now. Nothing was made; try again later."""

    code = "DEMO_LIMIT"


class SignUpClosedError(ForbiddenError):
    """This desk takes nobody in by itself. Ask whoever runs it."""

    code = "SIGN_UP_CLOSED"


class EmailTakenError(ConflictError):
    """Somebody signs in with this address already. Nothing was made; sign in, or reset the password."""

    code = "EMAIL_TAKEN"


class SignInRefusedError(UnauthenticatedError):
    """Address, password or code are wrong; which of them is not said. Nobody was signed in."""

    code = "SIGN_IN_REFUSED"


class CodeRefusedError(ForbiddenError):
    """The code is wrong, was used, or is too old. Nothing was changed; type the next one."""

    code = "CODE_REFUSED"


class SecondFactorError(ForbiddenError):
    """A recent second factor is missing. Nothing was done; show it and repeat."""

    code = "SECOND_FACTOR"


class TooManyAttemptsError(RobsonError):
    """Too many failures came from here. Nothing was tried; wait `retry_after_s` and try again."""

    code = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_after_s: int) -> None:
        """Say how long to wait."""
        super().__init__(f"too many attempts from here; nothing was tried, wait {retry_after_s} s")
        self.retry_after_s = retry_after_s


class BusyError(RobsonError):
    """More people sign in at once than can be checked. Nothing was tried; try again in some seconds."""

    code = "BUSY"
