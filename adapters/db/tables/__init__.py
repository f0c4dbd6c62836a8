"""The schema, one module a context. Importing this package registers every table."""

from adapters.db.tables.account import AccountMonthTable, AccountTable, EquityPointTable, VenueConnectionTable
from adapters.db.tables.audit import EventHeadTable, EventTable, IdempotencyKeyTable
from adapters.db.tables.base import METADATA
from adapters.db.tables.identity import (
    AppUserTable,
    AttemptTable,
    DemoTable,
    LoginTable,
    PassTable,
    SessionTable,
    TenantTable,
)
from adapters.db.tables.market import CandleTable, EngineLeaseTable, InstrumentTable, MarketCursorTable
from adapters.db.tables.paper import (
    PaperAccountTable,
    PaperBalanceTable,
    PaperDebtTable,
    PaperFillTable,
    PaperOrderTable,
)
from adapters.db.tables.signals import DetectorOutcomeTable, SignalTable, SignalWatchTable
from adapters.db.tables.strategies import (
    BacktestResultTable,
    BacktestRunTable,
    StrategyTable,
    StrategyVersionTable,
)
from adapters.db.tables.trading import FillTable, FindingTable, PlanTable, PositionTable, TradeOrderTable
from adapters.db.tables.workspace import DrawingSheetTable, UserPreferencesTable

__all__ = [
    "METADATA",
    "AccountMonthTable",
    "AccountTable",
    "AppUserTable",
    "AttemptTable",
    "BacktestResultTable",
    "BacktestRunTable",
    "CandleTable",
    "DemoTable",
    "DetectorOutcomeTable",
    "DrawingSheetTable",
    "EngineLeaseTable",
    "EquityPointTable",
    "EventHeadTable",
    "EventTable",
    "FillTable",
    "FindingTable",
    "IdempotencyKeyTable",
    "InstrumentTable",
    "LoginTable",
    "MarketCursorTable",
    "PaperAccountTable",
    "PaperBalanceTable",
    "PaperDebtTable",
    "PaperFillTable",
    "PaperOrderTable",
    "PassTable",
    "PlanTable",
    "PositionTable",
    "SessionTable",
    "SignalTable",
    "SignalWatchTable",
    "StrategyTable",
    "StrategyVersionTable",
    "TenantTable",
    "TradeOrderTable",
    "UserPreferencesTable",
    "VenueConnectionTable",
]
