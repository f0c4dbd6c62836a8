"""The web process's half of the composition: plain constructor calls, nothing built at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from adapters.auth.codes import TotpCodes
from adapters.auth.passwords import Argon2Passwords
from adapters.auth.tokens import SecretTokens
from adapters.bus.postgres import PostgresBus
from adapters.clock import SystemClock
from adapters.db.attempts import PostgresThrottle
from adapters.db.candles import PostgresCandleStore
from adapters.db.demos import PostgresDemos
from adapters.db.idempotency import PostgresIdempotency
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.logins import PostgresEntrances, PostgresIdentityUnits
from adapters.db.pool import DatabaseRole, Pool, open_pool
from adapters.db.reads import PostgresReads
from adapters.db.sessions import PostgresSessions
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.db.workspaces import PostgresWorkspaces
from adapters.ids import Uuid7Ids
from adapters.indicators.talib_service import TalibIndicators
from adapters.marketdata.view import LiveMarketView
from domain.identity.demo import DemoCaps
from domain.identity.making import Maker
from domain.identity.second_factor import SecondFactor
from domain.identity.use_cases.authenticate import Authenticate
from domain.identity.use_cases.change_factor import ChangeFactor
from domain.identity.use_cases.change_password import ChangePassword
from domain.identity.use_cases.end_session import EndSession
from domain.identity.use_cases.end_sessions import OwnSessions
from domain.identity.use_cases.read_login import ReadLogin
from domain.identity.use_cases.reset_password import ResetPassword
from domain.identity.use_cases.set_factor import SetFactor
from domain.identity.use_cases.show_factor import ShowFactor
from domain.identity.use_cases.sign_in import SignIn
from domain.identity.use_cases.sign_up import SignUp
from domain.identity.use_cases.start_demo import StartDemo
from domain.marketdata.use_cases.read_chart import ReadChart
from domain.signals.telling import Clerk
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.use_cases.add_target import AddTarget
from domain.trading.use_cases.amend_order import AmendOrder
from domain.trading.use_cases.annotate_position import AnnotatePosition
from domain.trading.use_cases.arm_account import ArmAccount
from domain.trading.use_cases.cancel_order import CancelOrder
from domain.trading.use_cases.cancel_plan import CancelPlan
from domain.trading.use_cases.change_keys import ChangeKeys
from domain.trading.use_cases.change_limits import ChangeLimits
from domain.trading.use_cases.close_position import ClosePosition
from domain.trading.use_cases.connect_account import ConnectAccount
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.kill_switch import KillSwitch
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.plan_again import PlanAgain
from domain.trading.use_cases.preview_plan import PreviewPlan
from domain.trading.use_cases.reset_paper import ResetPaper
from domain.trading.use_cases.resume_trading import ResumeTrading
from domain.trading.use_cases.tighten_stop import TightenStop
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from domain.workspace.use_cases.change_preferences import ChangePreferences
from domain.workspace.use_cases.keep_drawings import KeepDrawings
from domain.workspace.use_cases.read_drawings import ReadDrawings
from domain.workspace.use_cases.read_preferences import ReadPreferences
from robson_app import logs
from robson_app.afterwards import Afterwards
from robson_app.composition.looks import Looks, looks
from robson_app.composition.sealing import secret_box
from robson_app.composition.signals import SignalCases, signal_cases
from robson_app.composition.strategies import StrategyCases, strategy_cases
from robson_app.composition.team import TeamCases, team_cases
from robson_app.letters import DeskLetters, mail_of
from robson_app.plan_quota import TenantPlans
from robson_app.queries.accounts import Accounts
from robson_app.queries.audit import Audit
from robson_app.queries.positions import PositionStories
from robson_app.readiness import Readiness
from robson_app.settings import SettingError, Settings
from robson_app.stream.hub import Hub
from robson_app.stream.pump import Pump


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What pages, API and stream of one web process work with."""

    settings: Settings
    wall: SystemClock
    view: LiveMarketView
    read_chart: ReadChart
    units: PostgresUnitsOfWork
    reads: PostgresReads
    hub: Hub
    pump: Pump
    readiness: Readiness
    idempotency: PostgresIdempotency
    authenticate: Authenticate
    start_demo: StartDemo
    sign_up: SignUp
    sign_in: SignIn
    show_factor: ShowFactor
    set_factor: SetFactor
    change_factor: ChangeFactor
    change_password: ChangePassword
    reset_password: ResetPassword
    read_login: ReadLogin
    afterwards: Afterwards
    own_sessions: OwnSessions
    end_session: EndSession
    accounts: Accounts
    stories: PositionStories
    looks: Looks
    audit: Audit
    preview_plan: PreviewPlan
    create_plan: CreatePlan
    validate_plan: ValidatePlan
    execute_plan: ExecutePlan
    cancel_plan: CancelPlan
    plan_again: PlanAgain
    cancel_order: CancelOrder
    amend_order: AmendOrder
    close_position: ClosePosition
    tighten_stop: TightenStop
    add_target: AddTarget
    annotate_position: AnnotatePosition
    kill_switch: KillSwitch
    resume_trading: ResumeTrading
    change_limits: ChangeLimits
    reset_paper: ResetPaper
    connect_account: ConnectAccount
    change_keys: ChangeKeys
    arm_account: ArmAccount
    read_preferences: ReadPreferences
    change_preferences: ChangePreferences
    read_drawings: ReadDrawings
    keep_drawings: KeepDrawings
    signals: SignalCases
    strategies: StrategyCases
    team: TeamCases


_open: list[Desk] = []


def desk() -> Desk:
    """Return this process's desk.

    Raises:
        RuntimeError: the application has not started, or has stopped.
    """
    if not _open:
        raise RuntimeError("the desk is not open: the application has not started or has stopped")
    return _open[-1]


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Keep the desk of the environment's settings open for as long as the application runs."""
    settings = Settings.from_env()
    logs.configure(settings.log_level)
    async with web_desk(settings):
        yield


@asynccontextmanager
async def web_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Build the desk of one web process, keep its stream moving, and close it.

    Raises:
        SettingError: no database is named.
    """
    if settings.database_url is None:
        raise SettingError("DATABASE_URL must name the database that `robson up` started", field="DATABASE_URL")
    async with AsyncExitStack() as stack:
        pool = await open_pool(settings.database_url, role=DatabaseRole.WEB)
        stack.push_async_callback(pool.close)
        bus = PostgresBus(settings.database_url)
        stack.push_async_callback(bus.close)
        passwords = Argon2Passwords()
        stack.callback(passwords.close)
        built = _build(settings, pool, bus, passwords)
        stack.push_async_callback(built.afterwards.finished)
        await stack.enter_async_context(built.pump.running())
        _open.append(built)
        stack.callback(_open.remove, built)
        yield built


def _build(settings: Settings, pool: Pool, bus: PostgresBus, passwords: Argon2Passwords) -> Desk:
    wall, ids, tokens = SystemClock(), Uuid7Ids(), SecretTokens()
    candles, sessions = PostgresCandleStore(pool), PostgresSessions(pool)
    view = LiveMarketView(candles, PostgresInstrumentStore(pool), wall)
    units, reads = PostgresUnitsOfWork(pool), PostgresReads(pool)
    workspaces = PostgresWorkspaces(pool)
    people, throttle = PostgresIdentityUnits(pool), PostgresThrottle(pool)
    maker = Maker(tokens=tokens, ids=ids, wall=wall, market=view)
    entrances, letters = PostgresEntrances(pool), DeskLetters(mail_of(settings), settings.origins[0])
    chronicle, box = Chronicle(ids, wall, view), secret_box(settings)
    factor = SecondFactor(codes=TotpCodes(), box=box, tokens=tokens)
    accounts = Accounts(units=units, view=view, capabilities=CAPABILITIES, chronicle=chronicle)
    create_plan = CreatePlan(units, view, CAPABILITIES, chronicle, TenantPlans())
    validate_plan = ValidatePlan(units, view, CAPABILITIES, chronicle)
    place = PlaceOrder(view, chronicle)
    aftermath = Aftermath(view, chronicle, place)
    authenticate = Authenticate(sessions=sessions, tokens=tokens, wall=wall)
    hub = Hub(view=view, wall=wall)
    pump = Pump(bus=bus, view=view, hub=hub, authenticate=authenticate)
    return Desk(
        settings=settings,
        wall=wall,
        view=view,
        read_chart=ReadChart(view, candles, TalibIndicators()),
        units=units,
        reads=reads,
        hub=hub,
        pump=pump,
        readiness=Readiness(pool=pool, view=view, wall=wall, pump=pump),
        idempotency=PostgresIdempotency(pool),
        authenticate=authenticate,
        start_demo=StartDemo(demos=PostgresDemos(pool), maker=maker, caps=_caps(settings)),
        sign_up=SignUp(
            units=people,
            passwords=passwords,
            throttle=throttle,
            maker=maker,
            policy=settings.sign_up,
            free=settings.sign_ups,
        ),
        show_factor=ShowFactor(
            entrances=entrances,
            sessions=sessions,
            units=people,
            factor=factor,
            throttle=throttle,
            maker=maker,
        ),
        set_factor=SetFactor(
            units=people, sessions=sessions, passwords=passwords, factor=factor, throttle=throttle, maker=maker
        ),
        change_factor=ChangeFactor(units=people, sessions=sessions, factor=factor, throttle=throttle, maker=maker),
        change_password=ChangePassword(
            units=people, sessions=sessions, passwords=passwords, throttle=throttle, maker=maker
        ),
        reset_password=ResetPassword(
            entrances=entrances,
            units=people,
            passwords=passwords,
            throttle=throttle,
            letters=letters,
            maker=maker,
        ),
        read_login=ReadLogin(people),
        afterwards=Afterwards(),
        own_sessions=OwnSessions(units=people, maker=maker),
        sign_in=SignIn(entrances=entrances, units=people, passwords=passwords, throttle=throttle, maker=maker),
        end_session=EndSession(sessions=sessions, tokens=tokens, ids=ids, wall=wall, market=view),
        accounts=accounts,
        stories=PositionStories(units=units, reads=reads, view=view),
        looks=looks(pool, units, view),
        audit=Audit(pool),
        preview_plan=PreviewPlan(units, view, CAPABILITIES, chronicle),
        create_plan=create_plan,
        validate_plan=validate_plan,
        plan_again=PlanAgain(units, create_plan, validate_plan),
        execute_plan=ExecutePlan(units, view, CAPABILITIES, chronicle, place),
        cancel_plan=CancelPlan(units, chronicle),
        cancel_order=CancelOrder(units, chronicle, aftermath),
        amend_order=AmendOrder(units, view, place),
        close_position=ClosePosition(units, view, chronicle, aftermath, place),
        tighten_stop=TightenStop(units, view, place),
        add_target=AddTarget(units, view, chronicle),
        annotate_position=AnnotatePosition(units, chronicle),
        kill_switch=KillSwitch(units, chronicle, aftermath),
        resume_trading=ResumeTrading(units, chronicle),
        change_limits=ChangeLimits(units, chronicle),
        reset_paper=ResetPaper(units, chronicle),
        connect_account=ConnectAccount(units, box, chronicle),
        change_keys=ChangeKeys(units, box, chronicle),
        arm_account=ArmAccount(units, chronicle),
        read_preferences=ReadPreferences(workspaces),
        change_preferences=ChangePreferences(workspaces, view, accounts),
        read_drawings=ReadDrawings(workspaces),
        keep_drawings=KeepDrawings(workspaces, view),
        signals=signal_cases(pool, view, Clerk(ids, wall, view), create_plan),
        strategies=strategy_cases(pool, view, ids, Clerk(ids, wall, view)),
        team=team_cases(
            entrances=entrances, units=people, passwords=passwords, throttle=throttle, letters=letters, maker=maker
        ),
    )


def _caps(settings: Settings) -> DemoCaps:
    return DemoCaps(
        life=timedelta(hours=settings.demo_hours), live=settings.demo_limit, per_hour=settings.demo_per_hour
    )
