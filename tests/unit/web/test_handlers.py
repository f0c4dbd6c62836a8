"""A page handler runs only for whom it declares, and an application with one that declares nothing does not start."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from uuid import uuid4

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext

from domain.identity.principal import Permission, Principal, Role
from domain.shared.errors import InvalidInputError, UnauthenticatedError
from robson_app.auth import handlers
from robson_app.auth.guard import UndeclaredHandlerError, refuse_undeclared_handlers
from robson_app.auth.handlers import handler, open_handler
from robson_app.auth.notices import MOST_SHOWN, Notices, Tone
from robson_app.i18n import language


def someone(role=Role.DEMO):
    return Principal(tenant_id=uuid4(), user_id=uuid4(), session_id=uuid4(), role=role)


class Page:
    """Stands for a page's state: what its socket's headers say and the notices it was shown."""

    def __init__(self, cookie="__Host-robson=" + "a" * 43, accept_language=""):
        self.router = SimpleNamespace(headers=SimpleNamespace(cookie=cookie, accept_language=accept_language))
        self.notices = []

    async def get_state(self, kind):
        assert kind is Notices
        return SimpleNamespace(_add=lambda tone, text, code, undo: self.notices.append((tone, text, code)))


@pytest.fixture
def signed_in(monkeypatch):
    who = someone()

    async def authenticate(token):
        if token != "a" * 43:
            raise UnauthenticatedError("your session is over")
        return who

    monkeypatch.setattr(handlers, "desk", lambda: SimpleNamespace(authenticate=authenticate))
    return who


@handler(Permission.TRADE)
async def buy(state, me: Principal, plan: str) -> str:
    """Buy."""
    return f"{me.role} buys {plan}"


@open_handler("it only tells which language it is asked in")
async def spoken(state) -> str:
    """Tell."""
    return language()


@handler(Permission.TRADE)
async def fail(state, me: Principal) -> None:
    """Fail as foreseen."""
    raise InvalidInputError("stop must be below the price", field="stop")


@handler(Permission.TRADE)
async def stream(state, me: Principal, steps: int):
    """Tell in steps."""
    for step in range(steps):
        yield step
    raise InvalidInputError("that was all", field="steps")


@open_handler("it is the first page")
async def look(state) -> str:
    """Look."""
    return "seen"


async def test_the_caller_of_the_live_session_is_handed_over(signed_in):
    assert await buy(Page(), plan="p1") == "demo buys p1"


async def test_positional_arguments_arrive_too(signed_in):
    assert await buy(Page(), "p1") == "demo buys p1"


@pytest.mark.parametrize("cookie", ["", "__Host-robson=wrong", "robson=" + "a" * 43])
async def test_nobody_is_told_and_nothing_runs(signed_in, cookie):
    page = Page(cookie)
    assert await buy(page, plan="p1") is None
    assert [code for _, _, code in page.notices] == ["UNAUTHENTICATED"]


async def test_a_role_without_the_permission_is_told_and_nothing_runs(monkeypatch):
    async def authenticate(token):
        return someone(Role.VIEWER)

    monkeypatch.setattr(handlers, "desk", lambda: SimpleNamespace(authenticate=authenticate))
    page = Page()
    assert await buy(page, plan="p1") is None
    assert [code for _, _, code in page.notices] == ["FORBIDDEN"]


async def test_a_bad_argument_is_told_by_name(signed_in):
    page = Page()
    await buy(page, plan=7)
    assert page.notices[0][0] is Tone.BAD
    assert page.notices[0][1].startswith("plan must be text")


async def test_a_foreseen_failure_becomes_a_notice(signed_in):
    page = Page()
    await fail(page)
    assert page.notices == [(Tone.BAD, "stop must be below the price", "FIELD_INVALID")]


async def test_a_handler_that_tells_in_steps_is_guarded_too(signed_in):
    page = Page()
    assert [step async for step in stream(page, steps=3)] == [0, 1, 2]
    assert len(page.notices) == 1
    nobody = Page("")
    assert [step async for step in stream(nobody, steps=3)] == []


async def test_an_open_handler_needs_no_session():
    assert await look(Page("")) == "seen"


def test_an_open_handler_says_why_it_is_open():
    with pytest.raises(TypeError, match="why"):
        open_handler("")


def test_the_page_sees_only_its_own_arguments():
    assert list(inspect.signature(buy).parameters) == ["state", "plan"]


def test_an_application_with_an_undeclared_handler_does_not_start():
    with RegistrationContext.get().fork():

        class Careless(rx.State):
            @rx.event
            def everything(self):
                """Do anything for anybody."""

        with pytest.raises(UndeclaredHandlerError, match=r"careless\.everything"):
            refuse_undeclared_handlers()


def test_notices_keep_the_last_few_and_do_not_repeat_an_error():
    page = Notices()
    for n in range(MOST_SHOWN + 2):
        page._add(Tone.INFO, f"note {n}")
    page._add(Tone.BAD, "no", "X")
    page._add(Tone.BAD, "no", "X")
    assert len(page.shown) == MOST_SHOWN
    assert [notice.code for notice in page.shown].count("X") == 1


async def test_a_handler_speaks_the_language_of_whoever_calls_it():
    assert await spoken(Page()) == "en"
    assert await spoken(Page(accept_language="pt-BR,pt;q=0.9")) == "pt-BR"
    assert await spoken(Page(cookie="robson-language=en", accept_language="pt-BR")) == "en"
