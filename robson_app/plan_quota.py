"""How many plans a tenant may make: every one is stored, the denied ones too."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from domain.shared.errors import QuotaError
from domain.shared.ids import TenantId
from domain.trading.ports import PlanQuota
from robson_app.auth.rate import Rates, TooManyRequestsError

AT_ONCE = 120
"""More than anybody makes by hand in a busy hour."""
EVERY_S = 6
"""How long it takes until one more may be made: 600 an hour."""


class TenantPlans:
    """Implements `PlanQuota` in memory of this process; each web process counts for itself."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Everybody begins with a full share."""
        self._rates = Rates(per_second=1 / EVERY_S, burst=AT_ONCE, clock=clock)

    def spend(self, tenant_id: TenantId) -> None:
        """Count one plan (raises QuotaError)."""
        try:
            self._rates.spend(str(tenant_id))
        except TooManyRequestsError as error:
            wait = error.retry_after_s
            raise QuotaError(
                f"this desk made {AT_ONCE} plans in a short time; no plan was made, wait {wait} s and try again",
                retry_after_s=wait,
            ) from error


if TYPE_CHECKING:
    _FITS: type[PlanQuota] = TenantPlans
