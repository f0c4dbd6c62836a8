import pytest

from robson_app.api.shield import near


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "fd00::1"])
def test_a_collector_on_this_machine_or_network_sees_the_counters(address):
    assert near(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "unknown", ""])
def test_the_rest_of_the_world_sees_none(address):
    assert not near(address)
