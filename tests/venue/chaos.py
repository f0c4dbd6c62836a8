"""Random faults that a seed brings back exactly: they strike by number of request or event, never by time."""

from __future__ import annotations

import random

from tests.venue.faults import Fault
from tests.venue.wires import StreamFault

WRITES = (
    ("POST", "order"),
    ("DELETE", "order"),
    ("POST", "order/cancelReplace"),
    ("POST", "orderList/opo"),
    ("POST", "orderList/opoco"),
    ("POST", "orderList/oco"),
    ("DELETE", "orderList"),
)
LOST_ANSWERS = ("reset", "500", "502", "503", "504", "-1000", "-1006", "-1007", "html", "cut", "truncated", "bare400")
READS = ("order", "openOrders", "myTrades", "account", "allOrders")
STREAM_ACTIONS = ("drop", "mute", "gap", "duplicate", "reorder", "replay")


def schedule(seed: int, count: int = 6, *, longest_late_s: float = 3) -> tuple[list[Fault], list[StreamFault]]:
    """Faults for requests and for the user data stream."""
    dice = random.Random(seed)
    faults, mishaps = [], []
    for _ in range(count):
        shape = dice.random()
        if shape < 0.55:
            faults.append(_lost_answer(dice))
        elif shape < 0.65:
            late = round(dice.uniform(0.2, longest_late_s), 2)
            reply = dice.choice(("ok", *LOST_ANSWERS))
            faults.append(Fault(method="POST", path="order", reply=reply, accepted=True, late_s=late))
        elif shape < 0.72:
            faults.append(Fault(method="DELETE", path="order", fill_first=True, skip=dice.randrange(2)))
        elif shape < 0.82:
            faults.append(Fault(method="GET", path=dice.choice(READS), reply=dice.choice(LOST_ANSWERS)))
        else:
            mishaps.append(_mishap(dice))
    return faults, mishaps


def _lost_answer(dice: random.Random) -> Fault:
    method, path = dice.choice(WRITES)
    return Fault(
        method=method,
        path=path,
        reply=dice.choice(LOST_ANSWERS),
        accepted=dice.random() < 0.5,
        skip=dice.randrange(3),
        latency_s=round(dice.choice((0, 0, dice.uniform(0, 0.3))), 3),
    )


def _mishap(dice: random.Random) -> StreamFault:
    return StreamFault(
        stream="user",
        action=dice.choice(STREAM_ACTIONS),
        skip=dice.randrange(12),
        count=dice.randrange(1, 4),
        seconds=round(dice.uniform(0.5, 3), 2),
    )
