import math

import pytest

from domain.shared.errors import InvalidInputError
from robson_app.auth.arguments import Arguments, reader_of

BAD = [math.nan, math.inf, -math.inf, -1.5, 1e308, 10**400, True, None, [], {}, [1], "x" * 10_000, "\x00", "\ud800"]


async def save(state, me, name: str, count: int, flag: bool = False, extra: dict[str, object] | None = None): ...


async def rename(state, me, name: str): ...


async def resize(state, me, count: int): ...


async def switch(state, me, flag: bool): ...


async def fill(state, me, form: dict[str, object]): ...


async def pick(state, me, items: list[str]): ...


def test_a_declared_argument_arrives_as_it_was_sent():
    assert Arguments(resize, 2).read((), {"count": 3}) == {"count": 3}
    assert Arguments(rename, 2).read(("Ann",), {}) == {"name": "Ann"}
    assert Arguments(fill, 2).read((), {"form": {"stop": "1"}}) == {"form": {"stop": "1"}}


def test_an_argument_of_a_kind_that_cannot_be_enforced_does_not_start():
    with pytest.raises(TypeError, match="must be str, bool, int, dict or list"):
        Arguments(save, 2)
    with pytest.raises(TypeError):
        reader_of(float)


@pytest.mark.parametrize("bad", BAD)
def test_text_takes_nothing_but_short_printable_text(bad):
    with pytest.raises(InvalidInputError) as refused:
        Arguments(rename, 2).read((), {"name": bad})
    assert refused.value.field == "name"


@pytest.mark.parametrize("bad", ["1", "５", 1.0, *BAD])
def test_a_whole_number_takes_nothing_but_a_bounded_whole_number(bad):
    with pytest.raises(InvalidInputError) as refused:
        Arguments(resize, 2).read((), {"count": bad})
    assert refused.value.field == "count"


@pytest.mark.parametrize("bad", [0, 1, "true", None, []])
def test_a_flag_takes_nothing_but_true_or_false(bad):
    with pytest.raises(InvalidInputError):
        Arguments(switch, 2).read((), {"flag": bad})


@pytest.mark.parametrize("bad", [[], "form", {1: "x"}, {str(n): n for n in range(100)}, {"note": "x" * 10_000}])
def test_a_form_takes_nothing_but_a_few_named_fields(bad):
    with pytest.raises(InvalidInputError):
        Arguments(fill, 2).read((), {"form": bad})


@pytest.mark.parametrize("bad", [{}, "abc", [0] * 100, ["x" * 10_000]])
def test_a_list_takes_nothing_but_a_few_items(bad):
    with pytest.raises(InvalidInputError):
        Arguments(pick, 2).read((), {"items": bad})


def test_a_missing_argument_is_named():
    with pytest.raises(InvalidInputError, match="count is missing"):
        Arguments(resize, 2).read((), {})


def test_an_unknown_argument_is_named():
    with pytest.raises(InvalidInputError, match="'sudo' is not something this action takes"):
        Arguments(resize, 2).read((), {"count": 1, "sudo": True})


def test_more_arguments_than_declared_are_refused():
    with pytest.raises(InvalidInputError):
        Arguments(resize, 2).read((1, 2), {})
