"""Keeps what was found at a venue: new, still there, gone."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from domain.shared.ids import AccountId, FindingId, TenantId
from domain.trading.account import Account
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.finding import Finding, FindingKind, Seen
from domain.trading.ports import UnitsOfWork

_KINDS = {
    FindingKind.EXTERNAL_ORDER: ("order.external", "Found at the venue, not ours"),
    FindingKind.EXTERNAL_HOLDING: ("holding.external", "More at the venue than ours"),
    FindingKind.BALANCE_DRIFT: ("balance.drifted", "Less at the venue than in the books"),
}


class KeepFindings:
    """Compares one look with what is known. What appears and what goes is one event each; what stays is none."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the fenced units of work and the chronicle."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(
        self, tenant_id: TenantId, account_id: AccountId, kinds: Set[FindingKind], seen: Sequence[Seen]
    ) -> None:
        """Keep what one look found.

        Args:
            tenant_id: The account's tenant.
            account_id: The account.
            kinds: What was looked for; of other kinds nothing is concluded.
            seen: Everything of these kinds that is there.
        """
        async with self._units(tenant_id) as unit:
            known = {(f.kind, f.subject): f for f in await unit.findings.open(account_id) if f.kind in kinds}
            present = {(s.kind, s.subject): s for s in seen}
            if not known and not present:
                return
            account, now = await unit.accounts.get(account_id, lock=True), self._chronicle.wall.now()
            for key, found in present.items():
                old = known.get(key)
                if old is None:
                    new = self._new(account, found, now)
                    unit.findings.add(new)
                    self._chronicle.record(unit, account, _appeared(new))
                else:
                    unit.findings.save(
                        replace(old, sentence=found.sentence, figures=dict(found.figures), last_seen_at=now)
                    )
            for key in known.keys() - present.keys():
                gone = replace(known[key], gone_at=now)
                unit.findings.save(gone)
                self._chronicle.record(unit, account, _went(gone))
            if known.keys() != present.keys():
                unit.notify("account", account_id)
            await unit.commit()

    def _new(self, account: Account, found: Seen, now: datetime) -> Finding:
        return Finding(
            id=FindingId(self._chronicle.ids.new()),
            tenant_id=account.tenant_id,
            account_id=account.id,
            kind=found.kind,
            subject=found.subject,
            sentence=found.sentence,
            figures=dict(found.figures),
            first_seen_at=now,
            last_seen_at=now,
        )


def _appeared(finding: Finding) -> Fact:
    kind, headline = _KINDS[finding.kind]
    return Fact(
        kind=kind,
        actor=ENGINE,
        subject=finding.account_id,
        headline=headline,
        detail=finding.sentence,
        figures={"subject": finding.subject, **finding.figures},
    )


def _went(finding: Finding) -> Fact:
    kind, headline = _KINDS[finding.kind]
    return Fact(
        kind=f"{kind}_gone",
        actor=ENGINE,
        subject=finding.account_id,
        headline=f"{headline}: no more",
        detail=finding.sentence,
        figures={"subject": finding.subject, **finding.figures},
    )
