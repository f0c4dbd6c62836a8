"""What goes wrong, and when: a script of faults for requests, each for the next requests that match it."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass, field, replace
from typing import Any

REPLIES = frozenset(
    {
        "ok",  # the true answer
        "silence",  # no answer until the client gives up
        "reset",  # the connection is torn down
        "500",
        "502",
        "503",
        "504",
        "-1000",
        "-1006",
        "-1007",
        "-1008",
        "html",  # a page with status 200
        "cut",  # a body that ends before its announced length
        "truncated",  # half of the JSON, correctly announced
        "bare400",  # status 400 without a body
        "429",
        "418",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. `path` is what follows `/api/v3/`, or a whole path.

    `accepted`: whether the request takes effect although the answer says something else. `skip` requests pass before
    it strikes, then it strikes `times` times. `late_s`: the order it creates is not found for so long. `fill_first`:
    the order a cancel names is filled before the cancel arrives. `latency_s`: waited before the request is looked at;
    `reply_after_s`: waited after it took effect.
    """

    method: str = "*"
    path: str = "*"
    account: str = "*"
    reply: str = "ok"
    accepted: bool = False
    times: int = 1
    skip: int = 0
    late_s: float = 0
    fill_first: bool = False
    latency_s: float = 0
    reply_after_s: float = 0
    retry_after_s: float = 5

    def __post_init__(self) -> None:
        if self.reply not in REPLIES:
            raise ValueError(f"reply is {self.reply!r}, must be one of {sorted(REPLIES)}")

    def matches(self, method: str, path: str, account: str) -> bool:
        same_path = self.path == "*" or path == self.path or path.endswith("/api/v3/" + self.path)
        return self.method in ("*", method) and same_path and self.account in ("*", account)

    @property
    def takes_effect(self) -> bool:
        return self.reply == "ok" or self.accepted


@dataclass(slots=True)
class Script:
    """The faults that wait, in the order they were written; one request meets at most one of them."""

    waiting: deque[Fault] = field(default_factory=deque)
    struck: list[dict[str, Any]] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def next_for(self, method: str, path: str, account: str) -> Fault | None:
        for place, fault in enumerate(self.waiting):
            if not fault.matches(method, path, account):
                continue
            if fault.skip > 0:
                self.waiting[place] = replace(fault, skip=fault.skip - 1)
                return None
            if fault.times > 1:
                self.waiting[place] = replace(fault, times=fault.times - 1)
            else:
                del self.waiting[place]
            self.struck.append({"request": f"{method} {path}", **asdict(fault)})
            return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()
