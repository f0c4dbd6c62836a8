"""A trader writes into a position's journal."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.fields import text_field
from domain.shared.ids import PositionId
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.drafts import NOTE_LENGTH, TAG_LENGTH
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position
from domain.trading.reach import reach_position


class AnnotatePosition:
    """Sets the set-up tag and the note of a position, open or closed."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the books and the clocks."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(
        self, principal: Principal, position_id: PositionId, setup_tag: object, note: object
    ) -> Position:
        """Write tag and note, both untrusted; the earlier ones stay in the audit chain.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such position.
            InvalidInputError: a text is too long or holds control characters.
        """
        principal.require(Permission.TRADE)
        tag = text_field("setup_tag", setup_tag, maximum=TAG_LENGTH)
        text = text_field("note", note, maximum=NOTE_LENGTH)
        async with self._units(principal.tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position = reached.position
            changed = replace(position, setup_tag=tag, note=text, updated_at=self._chronicle.wall.now())
            unit.positions.save(changed)
            self._chronicle.record(
                unit,
                reached.account,
                Fact(
                    kind="position.annotated",
                    actor=principal.actor,
                    subject=position.id,
                    headline="Journal written",
                    detail=tag,
                    plan_id=position.plan_id,
                    position_id=position.id,
                    figures={"tag_before": position.setup_tag, "note_before": position.note, "note": text},
                ),
            )
            unit.notify("positions", reached.account.id)
            await unit.commit()
        return replace(changed, version=position.version + 1)
