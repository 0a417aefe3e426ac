"""Starting and ending the page: the address, the port, what is refused."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import httpx
import pytest

from rag.errors import PageError
from rag.web import serve
from rag.web.server import PORTS_TRIED, Place, _listen, _numeric
from rag.web.users import kept, put
from tests.web.fake_archive import FakeArchive


@pytest.fixture
def users_file(tmp_path: Path) -> Path:
    file = tmp_path / "users"
    put(file, f"ida:{kept('a few plain words', n=2).line()}")
    return file


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
    assert _numeric(host) == address


def test_with_users_others_may_reach_it_and_it_says_that_nothing_is_encrypted(
    users_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place.of("0.0.0.0", users_file, "")
    assert place.users is not None
    assert "unencrypted" in capsys.readouterr().err
    Place.of("0.0.0.0", users_file, "https://news.example.org")
    assert capsys.readouterr().err == ""


def test_a_file_without_users_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("# nobody yet\n")
    for file in ("users", "missing"):
        with pytest.raises(PageError):
            Place.of("0.0.0.0", tmp_path / file, "")


@pytest.mark.parametrize(
    ("host", "address", "names"),
    [
        ("127.0.0.1", "", set()),
        ("192.168.1.4", "", {"192.168.1.4"}),
        ("0.0.0.0", "https://News.example.org/", {"news.example.org"}),
        ("127.0.0.1", "http://news.example.org:8080", {"news.example.org"}),
    ],
)
def test_it_answers_to_its_own_names_only(users_file: Path, host: str, address: str, names: set[str]) -> None:
    place = Place.of(host, users_file, address)
    assert place.hosts == {"localhost", "127.0.0.1", "::1", *names}


@pytest.mark.parametrize(
    "address",
    ["news.example.org", "ftp://x", "https://", "https://x/y", "https://u@x", "https://x:0", "https://[", "x"],
)
def test_an_address_that_is_none_of_a_page_is_refused(users_file: Path, address: str) -> None:
    with pytest.raises(PageError, match="no address of a page"):
        Place.of("127.0.0.1", users_file, address)


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
