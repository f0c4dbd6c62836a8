"""What a user has chosen, apart from anything that trades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import AccountId, TenantId, UserId
from domain.shared.symbol import Symbol


class Theme(StrEnum):
    """`SYSTEM` follows the device."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Palette(StrEnum):
    """Colours of gain and loss; `SAFE` tells them apart without red and green."""

    STANDARD = "standard"
    SAFE = "safe"


class Language(StrEnum):
    """Languages of the desk, as BCP 47 tags."""

    EN = "en"
    PT_BR = "pt-BR"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSetting:
    """An indicator that is switched on.

    Attributes:
        name: Lower-case name that the chart knows, e.g. `sma`.
        numbers: Its parameters in the order that the indicator declares.
    """

    name: str
    numbers: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSettings:
    """How charts open.

    Attributes:
        smoothed: Heikin-Ashi instead of plain candles.
        levels: Whether the levels found are shown.
    """

    timeframe: Timeframe = Timeframe.M15
    smoothed: bool = False
    levels: bool = True
    indicators: tuple[IndicatorSetting, ...] = (
        IndicatorSetting(name="sma", numbers=(Decimal(21),)),
        IndicatorSetting(name="volume"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSetting:
    """What one panel shows, e.g. `trade.tables` shows `orders`."""

    name: str
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """One user's choices.

    Attributes:
        time_zone: IANA name, e.g. `America/Sao_Paulo`; empty for the browser's own.
        watch_list: Starred pairs, in the order they were starred.
        account_id: The account that pages act on where nothing else says; None for the oldest.
        version: How often it was changed; 0 for a user who never chose anything.
    """

    tenant_id: TenantId
    user_id: UserId
    theme: Theme = Theme.DARK
    palette: Palette = Palette.STANDARD
    language: Language = Language.EN
    time_zone: str = ""
    sound: bool = True
    chart: ChartSettings = ChartSettings()
    panels: tuple[PanelSetting, ...] = ()
    watch_list: tuple[Symbol, ...] = ()
    account_id: AccountId | None = None
    version: int = 0

    def shows(self, panel: str) -> str:
        """Return what a panel shows, empty when the user never chose."""
        return next((p.shows for p in self.panels if p.name == panel), "")
