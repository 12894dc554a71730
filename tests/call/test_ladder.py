"""Steps of a call that no recording takes: each row is a fact of Asterisk."""

from __future__ import annotations

import pytest

from iaxlint.call.answer import authenticate
from iaxlint.call.call import Call
from iaxlint.call.outcome import deciding_step
from iaxlint.call.simulate import simulate
from iaxlint.model.auth import MD5, PLAINTEXT, RSA
from iaxlint.model.keys import Key, Keys
from tests.fleet.servers import fleet, only, section, server

FOO = section("bar", "192.168.2.3", "foo")
BAR = section("foo", "192.168.2.2", "bar")


def dial(
    foo: str = FOO,
    bar: str = BAR,
    dialled: str = "IAX2/bar/23",
    foo_at: tuple[str, ...] = ("192.168.2.2",),
    bar_at: tuple[str, ...] = ("192.168.2.3",),
    public: tuple[str, ...] = (),
    version: str = "22",
) -> Call:
    """What becomes of a call from foo to bar, by their iax.conf."""
    made = fleet(server("foo", foo, foo_at, version=version), server("bar", bar, bar_at, public, version=version))
    return simulate(made, made.by_name["foo"], dialled)


def end(call: Call) -> str:
    """`reaches`, the rule of the step that fails, or the step that is open."""
    step = deciding_step(call)
    return "reaches" if step is None else step.rule if step.ok is False else f"open at {step.step}"


def lines(*more: str) -> str:
    return "".join(f"{line}\n" for line in more)


TWO = ("192.168.2.2", "192.168.2.9")


@pytest.mark.parametrize(
    ("foo", "foo_at", "permitted", "ends"),
    [
        (FOO, TWO, "192.168.2.2", "open at acl"),
        (FOO, TWO, "10.0.0.1", "access-list-denies"),
        ("[general]\nbindaddr=192.168.2.9\n" + FOO, TWO, "192.168.2.9", "reaches"),
        ("[general]\nbindaddr=192.168.2.9\n" + FOO, TWO, "192.168.2.2", "access-list-denies"),
        # `peer_set_srcaddr`
        (FOO + "sourceaddress=192.168.2.9\n", TWO, "192.168.2.9", "reaches"),
        (FOO + "sourceaddress=192.168.2.9\n", TWO, "192.168.2.2", "access-list-denies"),
        (FOO + "sourceaddress=192.168.2.9\n", ("192.168.2.2",), "192.168.2.2", "reaches"),
        (FOO + "sourceaddress=192.168.2.9:4570\n", TWO, "192.168.2.9", "open at acl"),
    ],
)
def test_where_a_call_comes_from(foo: str, foo_at: tuple[str, ...], permitted: str, ends: str) -> None:
    assert end(dial(foo, BAR + lines(*only(permitted)), foo_at=foo_at)) == ends


def test_two_servers_on_one_machine_call_each_other_over_the_loopback_address() -> None:
    foo = section("bar", "127.0.0.1", "foo", "port=4570")
    bar = "[general]\nbindport=4570\n" + BAR + lines(*only("127.0.0.1"))
    assert end(dial(foo, bar, foo_at=("192.168.2.2", "127.0.0.1:4569"), bar_at=("127.0.0.1:4570",))) == "reaches"


def test_a_server_that_is_known_by_its_public_address_alone_has_what_it_binds_to() -> None:
    foo = section("bar", "203.0.113.7", "foo")
    bar = "[general]\nbindaddr=192.168.2.3\n" + BAR
    assert end(dial(foo, bar, bar_at=(), public=("203.0.113.7",))) == "reaches"


@pytest.mark.parametrize(
    ("limits", "ends"),
    [("10.0.0.0/8=0", "reaches"), ("192.168.2.2=0", "call-numbers-exhausted"), ("192.168.2.2=2", "reaches")],
)
def test_call_numbers_for_a_range_of_addresses(limits: str, ends: str) -> None:
    assert end(dial(bar=f"[callnumberlimits]\n{limits}\n{BAR}")) == ends


GOOD, SEALED, BAD = (Key("k", True, "k.key", 7, problem) for problem in ("", "sealed", "unreadable"))


@pytest.mark.parametrize(
    ("methods", "secret", "key", "private", "method"),
    [
        (RSA | MD5, "s", "k", GOOD, RSA),
        (RSA | MD5, "s", "k", SEALED, RSA),
        (RSA | MD5, "s", "k", BAD, MD5),
        (RSA | MD5, "s", "k", None, MD5),
        (RSA | MD5, "s", "", GOOD, MD5),
        (MD5 | PLAINTEXT, "s", "k", GOOD, MD5),
        (PLAINTEXT, "s", "k", GOOD, PLAINTEXT),
        (PLAINTEXT, "", "k", GOOD, None),
        (MD5, "", "k", GOOD, None),
        (RSA, "s", "k", BAD, None),
        (RSA, "s", "", None, None),
    ],
)
def test_what_a_caller_answers(methods: int, secret: str, key: str, private: Key | None, method: int | None) -> None:
    """`authenticate`: a key comes first, then a secret, by MD5 before plain text."""
    found = authenticate(methods, secret, key, Keys(True, {}, {"k": private} if private else {}))
    assert (found and found.method) == method
