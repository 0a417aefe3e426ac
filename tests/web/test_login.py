"""Logging in: who is let in, how guesses are slowed, what a session is worth, and the command that makes users."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rag.cli.entry import footnote
from rag.errors import InputError, PageError
from rag.web import Page, logins, serve
from rag.web import users as module
from rag.web.door import LoginDoor
from rag.web.guard import Guard, StaticFile
from rag.web.logins import FIRST_WAIT, FREE, LONGEST_WAIT, Sessions, Throttle
from rag.web.users import Secret, Users, checked_password, kept, put, read_users, take_out
from tests.web.conftest import Reader
from tests.web.fake_archive import FakeArchive
from tests.web.test_guard import Inside

PASSWORD = "seven plain words, nothing more"
QUICK = 2  # scrypt's N in tests; the real one is tried once
BASE = "http://127.0.0.1:7860"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    put(path, f"ida:{kept(PASSWORD, n=QUICK).line()}")
    put(path, f"ola:{kept(PASSWORD + '!', n=QUICK).line()}")
    return path


@pytest.fixture
def inside() -> Inside:
    return Inside()


def door(file: Path, clock: Clock, *, secure: bool = False) -> LoginDoor:
    users = Users(file, nobody=kept("nobody at all", n=QUICK))
    return LoginDoor(users, secure=secure, sessions=Sessions(clock), throttle=Throttle(clock))


@pytest.fixture
def browser_of(file: Path, clock: Clock, inside: Inside) -> Iterator[Any]:
    """Makes browsers, each with cookies of its own, before one page with a login."""
    files = {"/static/footnote/login.css": StaticFile(b"p{}", "text/css")}
    guard = Guard(inside, hosts=["127.0.0.1"], files=files, door=door(file, clock))
    return lambda address="10.0.0.1": Browser(guard, address)  # type: ignore[return-value]


class Browser:
    """Asks a guard without a network and keeps what cookies it is given."""

    def __init__(self, app: Any, address: str = "10.0.0.1") -> None:
        self.app, self.address, self.cookies = app, address, httpx.Cookies()

    def __call__(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, client=(self.address, 1), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=self.cookies) as client:
                reply = await client.request(method, path, **given)
                self.cookies = client.cookies
                return reply

        return anyio.run(ask)

    def login(self, name: str = "ida", password: str = PASSWORD) -> httpx.Response:
        form = {"username": name, "password": password}
        return self("POST", "/login", data=form, headers={"accept": "text/html", "origin": BASE})


# -- who is let in -----------------------------------------------------------------------------------------------------


def test_whoever_is_not_logged_in_is_led_to_the_login_and_gets_nothing_else(browser_of: Any, inside: Inside) -> None:
    browser = browser_of()
    page = browser("GET", "/")
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    for method, path in (
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/queue/data?session_hash=abc"),
        ("GET", "/assets/index.js"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/cancel"),
    ):
        assert browser(method, path).status_code == 401, path
    assert inside.asked == []


def test_the_login_page_is_ours_has_no_script_and_names_no_other_site(browser_of: Any) -> None:
    reply = browser_of()("GET", "/login")
    assert reply.status_code == 200
    assert "<script" not in reply.text
    assert not re.search(r"https?://", reply.text)
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["referrer-policy"] == "same-origin"


def test_the_right_password_opens_the_page_and_the_cookie_is_for_this_page_alone(
    browser_of: Any, inside: Inside
) -> None:
    browser = browser_of()
    reply = browser.login()
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    cookie = reply.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert len(cookie.split("=", 1)[1].split(";")[0]) >= 43
    assert browser("GET", "/").status_code == 200
    assert inside.asked == ["/"]


def test_behind_tls_the_cookie_goes_over_nothing_else(file: Path, clock: Clock, inside: Inside) -> None:
    guard = Guard(inside, hosts=["127.0.0.1"], files={}, door=door(file, clock, secure=True))
    cookie = Browser(guard).login().headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize(
    ("name", "password"),
    [("ida", PASSWORD[:-1]), ("ida", ""), ("ola", PASSWORD), ("nobody", PASSWORD), ("", ""), ("ida", PASSWORD + " ")],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(
    browser_of: Any, name: str, password: str
) -> None:
    browser = browser_of()
    reply = browser.login(name, password)
    assert reply.status_code == 401
    assert "Name or password is wrong." in reply.text
    assert "set-cookie" not in reply.headers
    assert browser("GET", "/").status_code == 303


def test_a_name_that_nobody_has_costs_as_much_work_as_one_that_somebody_has(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[tuple[int, int, int]] = []
    plain = module._scrypt

    def counted(password: str, salt: bytes, n: int, r: int, p: int, size: int) -> bytes:
        work.append((n, r, p))
        return plain(password, salt, n, r, p, size)

    users = Users(file, nobody=kept("nobody at all", n=QUICK))
    monkeypatch.setattr(module, "_scrypt", counted)
    users.check("ida", "wrong")
    users.check("nobody", "wrong")
    assert work == [(QUICK, module.R, module.P)] * 2
    assert (module._NOBODY.n, module._NOBODY.r, module._NOBODY.p) == (2**17, 8, 1)


def test_a_wrong_password_is_logged_without_what_was_typed(browser_of: Any, caplog: pytest.LogCaptureFixture) -> None:
    browser_of().login("typed into the wrong box", "and the other")
    assert "10.0.0.1" in caplog.text
    assert "typed" not in caplog.text
    assert "other" not in caplog.text.replace("another", "")


def test_a_form_that_is_none_is_a_wrong_password(browser_of: Any) -> None:
    browser = browser_of()
    for content in (b"", b"\xff\xfe", b"username=ida", b"{}", b"&" * 5000, b"a=1&" * 2000, b"x" * 50_000):
        assert browser("POST", "/login", content=content).status_code in (401, 429)


def test_a_session_that_was_made_up_or_has_ended_opens_nothing(browser_of: Any, clock: Clock) -> None:
    browser = browser_of()
    browser.login()
    old = httpx.Cookies(browser.cookies)
    assert browser("POST", "/logout").headers["location"] == "/login"
    for cookies in (old, {"footnote-7860": "x" * 43}, {"footnote-7860": ""}, {}):
        browser.cookies = httpx.Cookies(cookies)
        assert browser("GET", "/config").status_code == 401
    browser.login()
    clock.now += logins.IDLE + 1
    assert browser("GET", "/config").status_code == 401


def test_a_session_that_is_used_all_the_time_ends_too(clock: Clock) -> None:
    sessions = Sessions(clock)
    id = sessions.begin("ida", 1)
    end = clock.now + logins.LONGEST
    while clock.now < end:
        assert sessions.find(id) is not None
        clock.now += logins.IDLE / 2
    clock.now += 1
    assert sessions.find(id) is None


def test_a_link_does_not_log_out(browser_of: Any) -> None:
    browser = browser_of()
    browser.login()
    assert "You are logged in as" in browser("GET", "/logout").text
    assert browser("GET", "/").status_code == 200
    assert browser("POST", "/logout", headers={"origin": "http://evil.example"}).status_code == 403
    assert browser("GET", "/").status_code == 200


def test_another_site_cannot_log_a_reader_in(browser_of: Any) -> None:
    for origin in ("http://evil.example", "null"):
        form = {"username": "ida", "password": PASSWORD}
        assert browser_of()("POST", "/login", data=form, headers={"origin": origin}).status_code == 403


def test_logging_in_again_ends_the_session_before(browser_of: Any) -> None:
    browser = browser_of()
    browser.login()
    old = httpx.Cookies(browser.cookies)
    browser.login()
    assert browser("GET", "/config").status_code == 200
    browser.cookies = old
    assert browser("GET", "/config").status_code == 401


def test_whoever_is_taken_out_of_the_file_or_gets_another_password_is_out(browser_of: Any, file: Path) -> None:
    ida, ola = browser_of(), browser_of()
    ida.login()
    ola.login("ola", PASSWORD + "!")
    put(file, f"ida:{kept('another password now', n=QUICK).line()}")
    take_out(file, "ola")
    assert ida("GET", "/config").status_code == 401
    assert ola("GET", "/config").status_code == 401
    file.unlink()
    assert ida.login("ida", "another password now").status_code == 401


def test_a_program_logs_in_as_gradios_client_does(browser_of: Any) -> None:
    browser = browser_of()
    reply = browser("POST", "/login", data={"username": "ida", "password": PASSWORD})
    assert reply.is_success
    assert browser("GET", "/config").status_code == 200


# -- guessing ----------------------------------------------------------------------------------------------------------


def test_guesses_are_slowed_by_name_and_by_address_and_longer_each_time(browser_of: Any, clock: Clock) -> None:
    browser = browser_of()
    for _ in range(FREE):
        assert browser.login(password="wrong").status_code == 401
    refused = browser.login()  # even the right one is not looked at
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str(int(FIRST_WAIT))
    assert f"Try again in {int(FIRST_WAIT)} seconds." in refused.text
    assert browser_of("10.0.0.2").login().status_code == 429, "the name, from elsewhere"
    assert browser_of("10.0.0.1").login("ola", PASSWORD + "!").status_code == 429, "the address, with another name"
    assert browser_of("10.0.0.2").login("ola", PASSWORD + "!").status_code == 303, "neither"
    clock.now += FIRST_WAIT
    assert browser.login(password="wrong").status_code == 401
    assert browser.login().headers["retry-after"] == str(int(2 * FIRST_WAIT))
    clock.now += 2 * FIRST_WAIT
    assert browser.login().status_code == 303


@pytest.mark.parametrize(
    ("peer", "secure", "told", "counted"),
    [
        ("127.0.0.1", True, "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first is the guesser's own word
        ("127.0.0.1", True, "203.0.113.7, evil", "127.0.0.1"),
        ("127.0.0.1", False, "203.0.113.7", "127.0.0.1"),
        ("10.0.0.1", True, "203.0.113.7", "10.0.0.1"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed_and_only_its_own_word(
    file: Path, clock: Clock, peer: str, secure: bool, told: str, counted: str
) -> None:
    scope = {"client": (peer, 1)}
    assert door(file, clock, secure=secure)._address(scope, {b"x-forwarded-for": told}) == counted


def test_without_the_throttle_guesses_would_go_on(browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the test before shows is the throttle's doing."""
    monkeypatch.setattr(Throttle, "wait", lambda *_: 0.0)
    browser = browser_of()
    assert {browser.login(password="wrong").status_code for _ in range(3 * FREE)} == {401}


@given(st.lists(st.integers(0, 100), min_size=FREE + 1, max_size=40))
def test_waits_never_shrink_while_guesses_go_on_and_have_an_end(pauses: list[int]) -> None:
    clock = Clock()
    throttle = Throttle(clock)
    last = 0.0
    for pause in pauses:
        throttle.failed("ida", "10.0.0.1")
        wait = throttle.wait("ida", "10.0.0.9")
        assert last <= wait <= LONGEST_WAIT["name"]
        assert throttle.wait("ola", "10.0.0.1") <= LONGEST_WAIT["address"]
        last = wait
        clock.now += wait + pause
    assert last > 0


def test_in_a_minute_no_more_than_five_guesses_are_looked_at(clock: Clock) -> None:
    throttle, tried = Throttle(clock), 0
    end = clock.now + 60
    while clock.now < end:
        if not throttle.wait("ida", "10.0.0.1"):
            tried += 1
            throttle.failed("ida", "10.0.0.1")
        clock.now += 1
    assert tried <= 5


def test_the_addresses_of_one_network_count_as_one(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(FREE):
        throttle.failed(f"n{number}", f"2001:db8::{number}")
    assert throttle.wait("x", "2001:db8::ffff") > 0
    assert throttle.wait("x", "2001:db8:1::1") == 0
    assert throttle.wait("x", "::ffff:10.0.0.1") == 0


def test_what_is_remembered_of_guesses_has_a_bound(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logins, "MOST_COUNTED", 50)
    throttle = Throttle(clock)
    for number in range(500):
        throttle.failed(f"name {number}", f"10.0.{number // 256}.{number % 256}")
    assert len(throttle._wrong) <= 50


def test_no_more_logins_wait_than_may_wait(file: Path, clock: Clock, inside: Inside) -> None:
    full = door(file, clock)
    full._waiting = 8
    reply = Browser(Guard(inside, hosts=["127.0.0.1"], files={}, door=full)).login()
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "60")


# -- the file ----------------------------------------------------------------------------------------------------------


def test_a_password_is_kept_as_owasp_asks_and_cannot_be_read_from_the_file() -> None:
    secret = kept(PASSWORD)
    assert (secret.n, secret.r, secret.p) == (2**17, 8, 1)
    assert PASSWORD not in secret.line()
    assert secret.fits(PASSWORD)
    assert not secret.fits(PASSWORD + "x")
    assert kept("x", n=QUICK).line() != kept("x", n=QUICK).line(), "each has a salt of its own"


@given(st.text(max_size=60), st.text(max_size=60))
def test_only_the_password_itself_fits_whatever_characters_it_has(password: str, other: str) -> None:
    assert kept(password, n=QUICK).fits(other) == (
        password.encode("utf-8", "replace") == other.encode("utf-8", "replace")
    )


def test_a_line_is_read_as_it_was_written(tmp_path: Path) -> None:
    secret = kept(PASSWORD, n=QUICK)
    put(tmp_path / "users", f"ida:{secret.line()}")
    assert read_users(tmp_path / "users") == {"ida": secret}
    assert stat.S_IMODE((tmp_path / "users").stat().st_mode) == 0o600


def test_a_file_that_others_may_change_is_not_relied_on(file: Path) -> None:
    file.chmod(0o666)
    with pytest.raises(PageError, match="Others may change"):
        Users(file)


@pytest.mark.parametrize(
    "line",
    ["ida", "ida:secret", "ida:plain:1:1:1:aaaa:aaaa", f"ida:{Secret(2**30, 8, 1, b's' * 16, b'h' * 32).line()}",
     f"ida:{Secret(3, 8, 1, b's' * 16, b'h' * 32).line()}", f"ida:{Secret(2, 8, 1, b'', b'h').line()}",
     f"<b>:{kept('x', n=QUICK).line()}", "\xff:scrypt:2:8:1:!:!"],
)  # fmt: skip
def test_a_line_that_is_no_user_is_refused_in_one_line_without_its_content(tmp_path: Path, line: str) -> None:
    (tmp_path / "users").write_text(line + "\n")
    with pytest.raises(PageError) as refused:
        Users(tmp_path / "users")
    assert "\n" not in str(refused.value)
    assert "hhhh" not in str(refused.value)


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "idaidaidaida1", "x" * 1001])
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(InputError):
        checked_password(password, "ida")


def test_the_command_adds_changes_and_removes_a_user_and_never_takes_a_password_as_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "kept", lambda password: kept(password, n=QUICK))
    path = str(tmp_path / "users")
    run = CliRunner().invoke
    assert run(footnote, ["users", "add", "ida", "--file", path], input=PASSWORD + "\n").exit_code == 0
    monkeypatch.setenv("FOOTNOTE_USERS", path)
    assert run(footnote, ["users", "add", "ida"], input="another " + PASSWORD + "\n").exit_code == 0
    assert read_users(Path(path))["ida"].fits("another " + PASSWORD)
    assert run(footnote, ["users", "add", "ida", PASSWORD]).exit_code == 2
    assert run(footnote, ["users", "remove", "ida"]).exit_code == 0
    assert read_users(Path(path)) == {}


def test_without_a_file_the_command_prints_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "kept", lambda password: kept(password, n=QUICK))
    monkeypatch.delenv("FOOTNOTE_USERS", raising=False)
    printed = CliRunner().invoke(footnote, ["users", "add", "ida"], input=PASSWORD + "\n")
    assert printed.exit_code == 0
    assert re.fullmatch(r"ida:scrypt:2:8:1:[\w-]+:[\w-]+\n", printed.stdout)


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("login") / "users"
    put(path, f"ida:{kept(PASSWORD, n=QUICK).line()}")
    with serve(FakeArchive(), port=0, block=False, users=path) as page:  # type: ignore[arg-type]
        yield page


def test_a_reader_logs_in_asks_and_logs_out_without_a_script_in_the_login(browser: Any, with_login: Page) -> None:
    reader = Reader(browser, with_login.url)
    page = reader.page
    page.goto(with_login.url)
    assert page.url.endswith("/login")
    page.keyboard.type("ida")
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    page.wait_for_selector("#refused")
    reader.complaints.clear()  # the browser's word on the 401
    page.fill("[name=username]", "ida")
    page.fill("[name=password]", PASSWORD)
    page.click("button")
    page.wait_for_selector(".fn-example")
    assert page.inner_text(".fn-signed").split() == ["ida", "Log", "out"]
    reader.ask("How many soldiers died in the flare-up?")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.click(".fn-signed a")
    page.click("button")
    page.wait_for_url("**/login")
    page.goto(with_login.url)
    assert page.url.endswith("/login")
    assert reader.foreign == []
    reader.context.close()
