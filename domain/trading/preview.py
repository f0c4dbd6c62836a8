"""A plan as the ticket shows it while it is typed or dragged: nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Side
from domain.marketdata.ports import MarketView
from domain.risk.conversion import Rates
from domain.risk.exits import ExitPlan
from domain.risk.gates import denials
from domain.risk.sizing import Size
from domain.risk.technical_stop import ChosenStop, JudgedLevel
from domain.risk.trailing import Rung
from domain.risk.verdict import Denied, Verdict
from domain.shared.ids import AccountId
from domain.shared.money import ZERO, Price, Quantity
from domain.trading.account import Account, AccountKind
from domain.trading.book import AccountFigures
from domain.trading.books import Books
from domain.trading.checks import Wish, judge
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.plan import EntryKind
from domain.trading.pricing import Market, Priced, price_draft
from domain.trading.situation import MarketNow, figures_of, priced
from domain.trading.venue_facts import Capabilities
from domain.trading.wording import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPreview:
    """Everything the ticket says about a draft.

    Attributes:
        priced: Entry, stop, levels, size with its derivation, exits and ladder.
        figures: The account without what this draft would replace.
        verdicts: Every gate's answer, passing and failing.
    """

    account_id: AccountId
    kind: AccountKind
    quote: str
    fee_in: Decimal
    fee_out: Decimal
    draft: PlanDraft
    priced: Priced
    figures: AccountFigures
    verdicts: tuple[Verdict, ...]

    @property
    def denials(self) -> tuple[Denied, ...]:
        """Every failing gate."""
        return denials(self.verdicts)

    @property
    def reference(self) -> Price:
        """Last price `E`."""
        return self.priced.reference

    @property
    def limit(self) -> Price:
        """Worst entry price `L`."""
        return self.priced.limit

    @property
    def stop(self) -> ChosenStop | None:
        """The stop found or placed; None if there is none within bounds."""
        return self.priced.stop

    @property
    def levels(self) -> tuple[JudgedLevel, ...]:
        """Every level found, nearest first, with what was made of it."""
        return self.priced.levels

    @property
    def size(self) -> Size | None:
        """The size and "why this size"; None if it cannot be sized."""
        return self.priced.size

    @property
    def exits(self) -> ExitPlan | None:
        """Targets with their reward for one unit of risk."""
        return self.priced.exits

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """The trailing stop's next steps, from the worst entry."""
        return self.priced.ladder

    @property
    def break_even(self) -> Price | None:
        """The stop at which nothing is lost, from the worst entry."""
        return self.priced.break_even

    @property
    def quantity(self) -> Quantity:
        """Base units; zero if it cannot be sized."""
        return Quantity(0) if self.size is None else self.size.quantity

    @property
    def planned_loss(self) -> Decimal:
        """Account quote units lost if the stop fills: 1 R."""
        return ZERO if self.size is None else self.size.planned_loss

    @property
    def notional(self) -> Decimal:
        """Value at the worst entry price, account quote."""
        return ZERO if self.size is None else self.size.notional

    @property
    def entry_fee(self) -> Decimal:
        """Fee of the entry at the worst price, account quote."""
        return self.notional * self.fee_in

    @property
    def exit_fee(self) -> Decimal:
        """Fee of the exit at the stop's expected fill, account quote."""
        return ZERO if self.size is None else self.quantity * self.size.stop_fill * self.fee_out * self.priced.rate

    @property
    def share_of_equity(self) -> Decimal:
        """Planned loss as a fraction of equity."""
        return self.planned_loss / self.figures.equity if self.figures.equity > 0 else ZERO

    @property
    def share_of_budget(self) -> Decimal:
        """Planned loss as a fraction of the month's budget."""
        return self.planned_loss / self.figures.budget if self.figures.budget > 0 else ZERO

    @property
    def action(self) -> str:
        """What the button will do, in words: `Buy 0.05327 BTC on paper`."""
        verb = "Buy" if self.draft.side is Side.LONG else "Sell short"
        return f"{verb} {plain(self.quantity)} {self.draft.symbol.base} on {self.kind.value}"


def make_preview(
    draft: PlanDraft,
    books: Books,
    market: MarketNow,
    view: MarketView,
    capabilities: Capabilities,
    chronicle: Chronicle,
) -> PlanPreview:
    """Price, size and judge a draft on books that no longer hold what it would replace.

    Raises:
        RefusedError: no price is known, so there is nothing to show.
        InvalidInputError: the draft's limit is not where a resting entry belongs.
    """
    account, figures = books.account, figures_of(books, view)
    answer = price_draft(draft, account, figures, _market_of(draft, account, market, view, chronicle))
    wish = Wish(
        symbol=draft.symbol,
        side=draft.side,
        limit=answer.limit,
        resting=draft.entry is EntryKind.LIMIT,
        stop=answer.stop_answer,
        stop_confirmed=draft.stop_confirmed,
        size=answer.size_answer,
        exits=answer.exits_answer,
    )
    return PlanPreview(
        account_id=account.id,
        kind=account.kind,
        quote=account.quote,
        fee_in=account.costs.fee_in,
        fee_out=account.costs.fee_out,
        draft=draft,
        priced=answer,
        figures=figures,
        verdicts=judge(wish, books, figures, market, capabilities, chronicle),
    )


def _market_of(draft: PlanDraft, account: Account, market: MarketNow, view: MarketView, chronicle: Chronicle) -> Market:
    return Market(
        instrument=market.instrument,
        quote=priced(market),
        candles=market.candles,
        rates={} if draft.symbol.quote == account.quote else _rates(view),
        now=chronicle.market.now(),
    )


def _rates(view: MarketView) -> Rates:
    known = (view.quote(i.symbol) for i in view.instruments())
    return {quote.symbol: quote.price for quote in known if quote is not None}
