"""What the venue refuses, in its own codes and words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The venue says no: `code` and `msg` are what the client reads."""

    def __init__(self, code: int, msg: str, *, status: int = 400, data: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg
        self.status = status
        self.data = data

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"code": self.code, "msg": self.msg}
        return answer if self.data is None else {**answer, "data": self.data}


def missing(name: str) -> Refused:
    return Refused(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def not_required(name: str) -> Refused:
    return Refused(-1106, f"Parameter '{name}' sent when not required.")


def illegal(name: str, legal: str) -> Refused:
    return Refused(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{legal}'.")


def filter_failure(name: str) -> Refused:
    return Refused(-1013, f"Filter failure: {name}")


def rejected(msg: str) -> Refused:
    return Refused(-2010, msg)


def unknown_order() -> Refused:
    return Refused(-2011, "Unknown order sent.")


def no_such_order() -> Refused:
    return Refused(-2013, "Order does not exist.")


def invalid_key() -> Refused:
    return Refused(-2015, "Invalid API-key, IP, or permissions for action.", status=401)
