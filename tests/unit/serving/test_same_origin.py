import pytest

from robson_app.serving.same_origin import BAKED, same_origin


@pytest.mark.parametrize("quote", ["`", '"', "'"])
def test_baked_addresses_become_the_pages_own_origin_however_they_are_quoted(quote: str) -> None:
    socket = BAKED.replace("http", "ws")
    module = f"var e={{PING:{quote}{BAKED}/ping{quote},EVENT:{quote}{socket}/_event{quote}}};export{{e as t}};"

    assert same_origin(module) == (
        "var e={PING:`${globalThis.location.origin}/ping`,"
        'EVENT:`${globalThis.location.origin.replace("http", "ws")}/_event`};export{e as t};'
    )


def test_a_module_without_addresses_is_refused_so_that_a_change_in_reflex_is_noticed() -> None:
    with pytest.raises(RuntimeError, match="no back-end address"):
        same_origin("export const e = {};")
