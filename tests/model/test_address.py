from __future__ import annotations

import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iaxlint.model.address import (
    from_ipv4,
    from_ipv6,
    never_resolves,
    parse_numeric,
    parse_with_port,
    split_host_port,
)

PARTS = st.sampled_from(
    ["0", "1", "10", "192", "255", "256", "010", "08", "0x1f", "0xff", "0377", "65535", "65536", "", "x"]
)
GROUPS = st.sampled_from(["", "0", "1", "ffff", "abcd", "12345", "g", "1.2.3.4", "01.2.3.4", "1.2.3"])
HOSTS = st.one_of(
    st.text(alphabet="0123456789.:abfx", max_size=12),
    st.lists(PARTS, max_size=5).map(".".join),
    st.lists(GROUPS, min_size=2, max_size=9).map(":".join),
    st.ip_addresses().map(str),
)


def by_getaddrinfo(host: str, port: str | None = None) -> tuple[str, int] | None:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        found = socket.getaddrinfo(host.encode(), port, 0, socket.SOCK_DGRAM, 0, flags)
    except (OSError, UnicodeError):
        return None
    return str(found[0][4][0]), int(found[0][4][1])


@given(HOSTS)
@example("0x7f.1")
@example("1.2.3.4.")
@example("::ffff:1.2.3.4")
def test_an_address_is_what_getaddrinfo_takes_for_one(host: str) -> None:
    ours = parse_numeric(f"[{host}]")
    theirs = by_getaddrinfo(host)
    assert (ours and ours.host) == (theirs and theirs[0])


@given(st.text(alphabet="0123456789+-* x", max_size=8))
def test_a_port_is_what_getaddrinfo_takes_for_one(port: str) -> None:
    ours = parse_with_port(f"1.2.3.4:{port}")
    theirs = by_getaddrinfo("1.2.3.4", port)
    assert (ours and ours.port) == (theirs and theirs[1])


@given(st.integers(0, 2**32 - 1))
def test_ipv4_addresses_are_written_as_they_are_read(number: int) -> None:
    address = parse_numeric(from_ipv4(number).host)
    assert address is not None
    assert (address.family, address.number) == (4, number)


@given(st.integers(0, 2**128 - 1))
def test_ipv6_addresses_are_written_as_they_are_read(number: int) -> None:
    address = parse_numeric(from_ipv6(number).host)
    assert address is not None
    assert (address.family, address.number) == (6, number)
    assert by_getaddrinfo(address.host) == (address.host, 0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.2.3.4", ("1.2.3.4", None)),
        ("1.2.3.4:5", ("1.2.3.4", "5")),
        ("1.2.3.4:", ("1.2.3.4", "")),
        ("::1", ("::1", None)),
        ("[::1]", ("::1", None)),
        ("[::1]:5", ("::1", "5")),
        ("[::1", ("::1", None)),
        ("[::1]x:5", ("::1", None)),
        ("host:x", ("host", "x")),
        ("", ("", None)),
    ],
)
def test_hosts_and_ports_come_apart(text: str, parts: tuple[str, str | None]) -> None:
    assert split_host_port(text) == parts


@pytest.mark.parametrize("text", ["1.2.3.4:4570", "1.2.3.4:", "[::1]:4569", " 1.2.3.4", "1.2.3.4 ", "host", ""])
def test_what_a_host_line_does_not_take_for_a_number(text: str) -> None:
    assert parse_numeric(text) is None


def test_a_mapped_address_is_its_ipv4_self() -> None:
    mapped, plain = parse_numeric("::ffff:10.0.0.1"), parse_numeric("10.0.0.1")
    assert mapped is not None
    assert plain is not None
    assert mapped.same_host(plain)
    assert mapped.with_port(5).same(plain.with_port(5))
    assert not mapped.with_port(5).same(plain.with_port(6))


def test_an_address_shows_its_port_if_it_has_one() -> None:
    assert str(from_ipv4(0x01020304, 4569)) == "1.2.3.4:4569"
    assert str(from_ipv4(0x01020304)) == "1.2.3.4"
    assert str(from_ipv6(1, 4569)) == "[::1]:4569"


@pytest.mark.parametrize(
    "name", ["", "192.168.2.300", "a b", "x.invalid", "1.2.3.4:4570", "a..b", "-" * 64, "h\u00f6st", "12"]
)
def test_names_that_no_resolver_knows(name: str) -> None:
    assert never_resolves(name)


@pytest.mark.parametrize("name", ["foo.example.net", "localhost", "node_1", "example.net."])
def test_names_that_a_resolver_may_know(name: str) -> None:
    assert not never_resolves(name)
