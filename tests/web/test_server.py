"""Starting and ending the page: the address, the port, what is refused."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest

from rag.errors import PageError
from rag.web import serve
from rag.web.server import PORTS_TRIED, _listen, _loopback
from tests.web.fake_archive import FakeArchive


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "8.8.8.8", "example.org", "", "2130706433", "127.1"])
def test_a_host_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(PageError) as refused:
        serve(FakeArchive(), host=host, port=0)  # type: ignore[arg-type]
    assert "Use 127.0.0.1." in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "address"), [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1")]
)
def test_this_machine_by_any_of_its_names(host: str, address: str) -> None:
    assert _loopback(host) == address


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        listener = _listen("127.0.0.1", port)
        with listener:
            assert port < listener.getsockname()[1] < port + PORTS_TRIED


def test_when_all_ports_are_taken_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise OSError("in use")

    monkeypatch.setattr(socket.socket, "bind", taken)
    with pytest.raises(PageError, match=r"Ports 7860 to 7879 of 127\.0\.0\.1 are all taken"):
        _listen("127.0.0.1", 7860)


def test_the_address_is_one_line_and_the_page_ends_when_closed(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with serve(FakeArchive(), port=0, block=False) as page:  # type: ignore[arg-type]
        assert capsys.readouterr().out == f"Footnote is open at {page.url} (Ctrl-C ends it)\n"
        assert httpx.get(page.url, trust_env=False).status_code == 200
        # A browser keeps an event stream open all the time; it must not hold up the end.
        with httpx.stream("GET", f"{page.url}/gradio_api/heartbeat/abc", trust_env=False) as stream:
            assert stream.status_code == 200
            page.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(page.url, trust_env=False)
    assert threading.active_count() <= before + 3
