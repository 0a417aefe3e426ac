"""A model server is this machine only where that is certain, and the address judged is the address called."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.address import NotAnAddress, address_of, is_this_machine


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.9.1", True),
        ("http://localhost:1234/v1", True),
        ("HTTP://LocalHost:1234/v1", True),
        ("https://[::1]:8080/v1", True),
        ("http://[::ffff:127.0.0.1]/v1", True),
        ("http://0.0.0.0:8080", True),
        ("http://[::]:8080", True),
        ("http://localhost.example.org/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://notlocalhost/v1", False),
        ("http://sub.localhost/v1", False),
        ("http://192.168.1.4:8000", False),
        ("http://10.0.0.1", False),
        ("http://169.254.169.254", False),
        ("http://[fe80::1]/v1", False),
        ("http://[::ffff:8.8.8.8]/v1", False),
        ("http://127.1", False),
        ("http://2130706433", False),
        ("http://0x7f.0.0.1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_what_is_this_machine(url: str, here: bool) -> None:
    assert address_of(url).here is here


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "localhost:8080/v1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://user@127.0.0.1",
        "http://127.0.0.1@example.org",
        "http://127.0.0.1:99999",
        "http://127.0.0.1/v1?key=1",
        "http://exa mple.org",
        "http://\x00",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(NotAnAddress):
        address_of(url)


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://127.0.0.1:8080/v1/chat/completions", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://127.0.0.1/a%20b/%00", "http://127.0.0.1/a%20b/%00/chat/completions"),
        ("https://example.org/proxy/openai", "https://example.org/proxy/openai/chat/completions"),
    ],
)
def test_the_services_stand_under_the_base(url: str, called: str) -> None:
    assert str(address_of(url).to("/chat/completions")) == called


HOSTS = st.one_of(
    st.text(st.sampled_from("localhost127.0:[]f@x%\\/。①"), max_size=16),
    st.ip_addresses().map(lambda address: f"[{address}]" if address.version == 6 else str(address)),
)


@given(HOSTS)
def test_what_counts_as_this_machine_is_a_loopback_address_to_the_system(host: str) -> None:
    """The oracle is the C library, which makes four or sixteen bytes of what is called."""
    try:
        address = address_of(f"http://{host}/v1")
    except NotAnAddress:
        return
    called = address.url.raw_host.decode("ascii")
    if not address.here or called.lower() == "localhost":
        return
    packed = socket.inet_pton(socket.AF_INET6 if ":" in called else socket.AF_INET, called)
    packed = packed.removeprefix(bytes(10) + b"\xff\xff")
    assert packed[:1] == b"\x7f" or packed in (bytes(4), bytes(16), bytes(15) + b"\x01")


def test_no_name_is_looked_up_to_judge_it() -> None:
    """The guard of the tests would refuse it, and count it."""
    assert not is_this_machine("models.example")
