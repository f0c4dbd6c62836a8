"""Ask for a back-test."""

from __future__ import annotations

from collections.abc import Mapping

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import InvalidInputError
from domain.shared.ids import Ids, RunId, StrategyId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.errors import QuotaSpentError, StrategyMovedOnError
from domain.strategies.ports import StrategyUnits
from domain.strategies.run import MOST_WAITING, Run, RunStatus, read_request
from domain.strategies.strategy import Stage
from domain.strategies.telling import TOPIC, run_figures


class RequestRun:
    """Puts a run of a strategy's version into the queue."""

    def __init__(self, units: StrategyUnits, view: MarketView, ids: Ids, clerk: Clerk) -> None:
        """Take the store, the market for what can be played, identities, and who writes it down."""
        self._units = units
        self._view = view
        self._ids = ids
        self._clerk = clerk

    async def __call__(
        self, principal: Principal, strategy_id: StrategyId, asked: Mapping[str, object], *, number: int | None = None
    ) -> Run:
        """Queue a run.

        Args:
            principal: Who asks.
            strategy_id: Which strategy.
            asked: Untrusted `symbol`, `timeframe`, `begins`, `ends`, and what is not to be as usual.
            number: Which version; the newest when left out.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such strategy or version.
            InvalidInputError: a bad value, or a pair that is not on offer.
            StrategyMovedOnError: the strategy is retired.
            QuotaSpentError: as many runs as may be wait or are under way.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            strategy = await unit.strategies.get(strategy_id)
            if strategy.stage is Stage.RETIRED:
                raise StrategyMovedOnError(f"the strategy {strategy.name} is retired; nothing was queued")
            version = await unit.versions.get(strategy_id, number or strategy.number)
            request = read_request(asked, version.definition)
            if self._view.instrument(request.symbol) is None:
                raise InvalidInputError(f"symbol {request.symbol} is not traded here", field="symbol")
            waiting = await unit.runs.unfinished()
            if waiting >= MOST_WAITING:
                raise QuotaSpentError(
                    f"{waiting} back-tests wait or are under way, the most there may be; nothing was queued. "
                    "Wait for one to end, or cancel one"
                )
            run = Run(
                tenant_id=principal.tenant_id,
                id=RunId(self._ids.new()),
                strategy_id=strategy_id,
                number=version.number,
                symbol=request.symbol,
                timeframe=request.timeframe,
                begins=request.begins,
                ends=request.ends,
                capital=request.capital,
                fee=request.fee,
                slippage=request.slippage,
                brakes=request.brakes,
                status=RunStatus.QUEUED,
                requested_by=principal.user_id,
                requested_at=self._clerk.wall.now(),
            )
            unit.runs.add(run)
            sentence = f"Back-test of {strategy.name} asked for: version {run.number} on {run.symbol}"
            unit.record(self._clerk.event(principal, "backtest.requested", sentence, run.id, run_figures(run)))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return run
