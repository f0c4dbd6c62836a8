import pytest
from starlette.responses import Response

from robson_app.auth import cookie


def test_the_session_cookie_is_out_of_reach_of_script_other_sites_and_other_hosts():
    response = Response()
    cookie.give(response, "secret", 60)
    header = response.headers["set-cookie"]
    assert header.startswith("__Host-robson=secret;")
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=60"):
        assert attribute in header
    assert "Domain" not in header


def test_a_token_given_is_the_token_read():
    assert cookie.token_of("theme=dark; __Host-robson=abc_DEF-123; other=1") == "abc_DEF-123"


@pytest.mark.parametrize(
    "header",
    ["", "robson=abc", "__Host-robson=", "__Host-robson=" + "x" * 129, "__Host-robson=é", "\x00;;=", "x" * 20_000],
)
def test_what_cannot_be_a_session_is_none(header):
    assert cookie.token_of(header) is None


def test_taking_back_expires_the_cookie():
    response = Response()
    cookie.take_back(response)
    assert "Max-Age=0" in response.headers["set-cookie"]
