import pytest
from starlette.datastructures import Headers

from adapters.simulator.doors import refusal


def refused(method: str = "GET", path: str = "/api/state", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return refusal(method, path, Headers(named)) is not None


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_this_machine_by_any_of_its_names_may_enter(host: str) -> None:
    assert not refused(host=host)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.2:8765", "", "[", "localhost.x"])
def test_another_name_may_not_even_when_it_leads_here(host: str) -> None:
    assert refused(host=host)


def test_a_program_on_this_machine_may_act() -> None:
    assert not refused("POST", "/api/say", host="127.0.0.1:8765")


def test_the_page_itself_may_act() -> None:
    ours = {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765", "sec_fetch_site": "same-origin"}
    assert not refused("POST", "/api/say", **ours)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8765"])
def test_another_site_may_not_act(origin: str) -> None:
    assert refused("POST", "/api/say", host="127.0.0.1:8765", origin=origin)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_neither_act_nor_read_through_a_browser(site: str) -> None:
    assert refused("POST", "/api/say", host="127.0.0.1:8765", sec_fetch_site=site)
    assert refused("GET", "/api/state", host="127.0.0.1:8765", sec_fetch_site=site)


def test_a_link_from_another_site_may_lead_to_the_page() -> None:
    assert not refused("GET", "/", host="127.0.0.1:8765", sec_fetch_site="cross-site")
