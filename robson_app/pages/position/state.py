"""One position's facts and what can be done with it."""

from __future__ import annotations

from decimal import Decimal

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.fields import decimal_field, uuid_field
from domain.shared.ids import AccountId, PositionId
from domain.shared.money import ZERO
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.shell.chosen import act_on
from robson_app.components.shell.state import FrameState
from robson_app.composition import desk
from robson_app.i18n import t
from robson_app.i18n.figures import typed
from robson_app.pages.position import journal_back
from robson_app.pages.position.picture import PictureRow, picture_row
from robson_app.pages.position.rows import StoryRow, story_row

_PERCENT = Decimal(100)


class PositionState(rx.State):
    """The position that the address names."""

    story: StoryRow = StoryRow()
    picture: PictureRow = PictureRow()
    missing: bool = False
    loaded: bool = False
    editing: bool = False
    tighten_to: str = ""
    chain: str = ""
    chain_at: str = ""
    chain_broken: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal):
        """Read the position of the address; the frame turns to its account."""
        self.reset()
        account_id = await self._read(me)
        return FrameState.load if account_id and await act_on(self, account_id) else None

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if not self.missing and set(topics.split()) - {"intents"}:
            await self._read(me)

    @handler(Permission.VIEW)
    async def verify(self, me: Principal) -> None:
        """Compute every link of the event chain anew."""
        report = await desk().audit(me)
        self.chain_broken = report.broken_at is not None
        self.chain, self.chain_at = t("✓ chain verified") + " ", desk().wall.now().isoformat()
        if report.broken_at is not None:
            self.chain, self.chain_at = t("✕ broken at {event}", event=report.broken_at), ""
            await tell(
                self,
                Tone.BAD,
                t(
                    "The event chain is broken at event {event}: {finding}.",
                    event=report.broken_at,
                    finding=report.finding,
                ),
            )

    @handler(Permission.TRADE)
    async def close_share(self, me: Principal, share: str) -> None:
        """Close a share of the position at the market, in percent of what is held."""
        part = decimal_field("share in percent", share, above=ZERO) / _PERCENT
        await desk().close_position(me, self._position(), f"{part:f}")
        await self._read(me)
        await tell(self, Tone.INFO, t("The exit is on its way to the venue."))

    @handler(Permission.TRADE)
    async def close_part(self, me: Principal, form: dict) -> None:
        """Close the share that was typed."""
        part = decimal_field("share in percent", typed(form.get("share")), above=ZERO) / _PERCENT
        await desk().close_position(me, self._position(), f"{part:f}")
        await self._read(me)
        await tell(self, Tone.INFO, t("The exit is on its way to the venue."))

    @handler(Permission.VIEW)
    async def ask_tighten(self, me: Principal, price: str) -> None:
        """Hold a tighter stop that was dragged or typed, until the button is pressed."""
        self.tighten_to = price

    @handler(Permission.TRADE)
    async def tighten(self, me: Principal) -> None:
        """Move the stop closer."""
        await desk().tighten_stop(me, self._position(), self.tighten_to)
        self.tighten_to = ""
        await self._read(me)
        await tell(self, Tone.GOOD, t("The tighter stop is on its way; the old one stays until the venue confirms."))

    @handler(Permission.TRADE)
    async def add_target(self, me: Principal, form: dict) -> None:
        """Take a share of the position at a price."""
        share = decimal_field("share in percent", typed(form.get("share")), above=ZERO) / _PERCENT
        await desk().add_target(me, self._position(), typed(form.get("price")), f"{share.normalize():f}")
        await self._read(me)
        await tell(self, Tone.GOOD, t("The target is set."))

    @handler(Permission.VIEW)
    async def edit(self, me: Principal, shown: bool) -> None:
        """Open or close the journal's form."""
        self.editing = shown

    @handler(Permission.TRADE)
    async def annotate(self, me: Principal, form: dict) -> None:
        """Write tag and note."""
        position, story = self._position(), self.story
        await desk().annotate_position(me, position, form.get("tag"), form.get("note"))
        self.editing = False
        await self._read(me)
        undo = journal_back.back_to(position, story.tag, story.note)
        await tell(self, Tone.GOOD, t("The journal is written."), undo=undo)

    def _position(self) -> PositionId:
        return PositionId(uuid_field("position", self.router.url.path.rstrip("/").rsplit("/", 1)[-1]))

    async def _read(self, me: Principal) -> AccountId | None:
        try:
            story = await desk().stories(me, self._position())
        except (NotFoundError, InvalidInputError):
            self.missing = self.loaded = True
            return None
        instrument = desk().view.instrument(story.position.symbol)
        self.story = story_row(story, instrument, desk().view.now(), desk().wall.now())
        self.picture = picture_row(story)
        self.missing, self.loaded = False, True
        return story.account.id
