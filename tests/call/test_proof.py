"""How a caller proves who it is, where no recording has it: each row is a fact of Asterisk."""

from __future__ import annotations

import pytest

from iaxlint.call.answer import authenticate
from iaxlint.call.simulate import simulate
from iaxlint.model.auth import MD5, PLAINTEXT, RSA
from iaxlint.model.keys import Key, Keys
from tests.call.ladder import BAR, FOO, dial, end
from tests.fleet.servers import fleet, section, server

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


@pytest.mark.parametrize(
    ("methods", "key", "private", "keyed"),
    [
        (RSA | PLAINTEXT, "k", BAD, True),
        (RSA | PLAINTEXT, "", None, False),
        (PLAINTEXT, "k", BAD, False),
        (PLAINTEXT, "k", GOOD, False),
    ],
)
def test_a_secret_in_clear_makes_a_key_only_where_one_was_to_sign(
    methods: int, key: str, private: Key | None, keyed: bool
) -> None:
    """`authenticate` builds the keys of encryption where a key was to sign, whether it could or not."""
    found = authenticate(methods, "s", key, Keys(True, {}, {"k": private} if private else {}))
    assert found is not None
    assert (found.method, found.keyed) == (PLAINTEXT, keyed)


OTHER = "[other]\ntype=peer\nsecret=K9fw-x2Tp-71nd-Qz8v\n"
BARE = "[bar]\ntype=peer\nusername=foo\n"


@pytest.mark.parametrize(
    ("other", "version", "ends"),
    [
        ("host=192.168.2.3", "22", "reaches"),
        ("host=192.168.2.3\nusername=bar", "22", "secret-missing"),
        ("host=192.168.2.77", "11", "secret-missing"),
        ("", "11", "reaches"),
        ("", "22", "secret-missing"),
        ("host=192.168.2.77\nmask=255.255.255.0", "22", "reaches"),
        ("host=192.168.3.77\nmask=255.255.255.0", "22", "secret-missing"),
        ("host=2001:db8::7\nmask=0.0.0.0", "22", "secret-missing"),
    ],
)
def test_a_caller_without_a_secret_takes_that_of_a_peer_at_the_same_address(
    other: str, version: str, ends: str
) -> None:
    """`authenticate_reply`: of any peer that the address fits, or that is nowhere."""
    foo = f"{BARE}host=192.168.2.3\n{OTHER}{other}\n"
    assert end(dial(foo, version=version)) == ends


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_peer_that_has_no_answer_is_passed_by(names: tuple[str, str]) -> None:
    foo = BARE + "".join(
        f"host=192.168.2.3\n[{name}]\ntype=peer\n{line}\n"
        for name, line in zip(names, ("outkey=k", "secret=K9fw-x2Tp-71nd-Qz8v\nhost=192.168.2.3"), strict=True)
    )
    assert end(dial(foo)) == "reaches"


def test_a_mask_of_the_other_kind_reads_as_zeros() -> None:
    """`ast_sockaddr_apply_netmask`."""
    foo = f"[general]\nbindaddr=::\n{BARE}host=2001:db8::8\n{OTHER}host=2001:db8::7\nmask=255.255.255.255\n"
    bar = "[general]\nbindaddr=::\n" + section("foo", "2001:db8::2", "bar")
    assert end(dial(foo, bar, foo_at=("2001:db8::2",), bar_at=("2001:db8::8",))) == "reaches"


RSA_ONLY = "auth=rsa\ninkeys=k\n"
KEY = section("bar", "192.168.2.3", "foo", "outkey=k", secret="")


@pytest.mark.parametrize(
    ("foo", "bar", "ends"),
    [
        (FOO, BAR + "dbsecret=iax/foo\n", "open at auth"),
        # what is no family/key is not found, and no secret is none; with inkeys the call is challenged all the same
        (FOO, section("foo", "192.168.2.2", "bar", "dbsecret=x", secret=""), "reaches"),
        (FOO, section("foo", "192.168.2.2", "bar", "dbsecret=x", "inkeys=k", secret=""), "auth-method-mismatch"),
        (FOO + "encryption=yes\n", BAR + "dbsecret=x\nforceencryption=yes\n", "encryption-without-secret"),
        (KEY, BAR, "auth-method-mismatch"),
        (FOO, BAR + RSA_ONLY, "auth-method-mismatch"),
        (KEY, BAR + RSA_ONLY, "open at auth"),
        # a signature proves nothing without inkeys, whatever secrets stand beside it
        (FOO + "outkey=k\n", BAR + "auth=rsa\n", "secret-mismatch"),
        # where neither a signature nor the secret is taken, it hangs on no key
        (FOO.replace("71nd", "72nd") + "outkey=k\n", BAR + "auth=rsa,md5\n", "secret-mismatch"),
        # a peer at the same address may have an outkey, but the call itself has none
        (f"{BARE}host=192.168.2.3\n[other]\ntype=peer\noutkey=k\nhost=192.168.2.3\n", BAR + RSA_ONLY, "key-missing"),
        (f"{BARE}host=192.168.2.3\n", BAR + RSA_ONLY, "key-missing"),
        (f"{BARE}host=192.168.2.3\n", BAR, "secret-missing"),
    ],
)
def test_who_proves_who_it_is(foo: str, bar: str, ends: str) -> None:
    """`check_access`, `authenticate`, `authenticate_reply` and `authenticate_verify`."""
    assert end(dial(foo, bar)) == ends


@pytest.mark.parametrize(("private", "lacks"), [(BAD, "is unusable"), (None, "is missing")])
@pytest.mark.parametrize(("auth", "ends"), [("auth=rsa", "key-missing"), ("auth=md5", "auth-method-mismatch")])
def test_a_key_that_does_not_sign_is_to_blame_only_where_a_signature_is_asked_for(
    private: Key | None, lacks: str, auth: str, ends: str
) -> None:
    foo, bar = server("foo", KEY, ("192.168.2.2",)), server("bar", f"{BAR}{auth}\ninkeys=k\n", ("192.168.2.3",))
    foo.keys = Keys(True, {}, {"k": private} if private else {})
    call = simulate(fleet(foo, bar), foo, "IAX2/bar/23")
    assert end(call) == ends
    assert call.failure is not None
    assert (lacks in call.failure.message) == (ends == "key-missing")
