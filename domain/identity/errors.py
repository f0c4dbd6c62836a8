"""What identity refuses."""

from domain.shared.errors import RobsonError


class DemoLimitError(RobsonError):
    """No further demo can start now. Nothing was made; try again later."""

    code = "DEMO_LIMIT"
