from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.model.callerid import shrink_number, split_callerid


def user_of(model, *lines: str, version: str = "22"):
    return model("[u]\ntype=user\n" + "\n".join(lines) + "\n", version).users["u"]


@pytest.mark.parametrize(
    ("lines", "passwords"),
    [
        ([], []),
        (["secret="], []),
        (["secret=a"], ["a"]),
        (["secret=a", "secret=b"], ["a", "b"]),
        (["secret=", "secret=b"], ["b"]),
        (["secret=a", "secret="], ["a", ""]),
        (["secret=a\\;b"], ["a", "b"]),
        (["secret=\\;"], ["", ""]),
    ],
)
def test_every_secret_of_a_user_counts(model, lines: list[str], passwords: list[str]) -> None:
    user = user_of(model, *lines)
    assert user.passwords == passwords
    assert user.secret == ";".join(passwords)


@pytest.mark.parametrize(
    ("lines", "auth", "version"),
    [
        ([], 2, "22"),
        (["secret=a"], 2, "22"),
        (["inkeys=k"], 4, "22"),
        (["secret=a", "inkeys=k"], 6, "22"),
        (["auth=rsa", "secret=a"], 4, "22"),
        (["auth=x", "inkeys=k"], 4, "22"),
        (["secret=a"], 3, "14"),
        (["secret=a", "inkeys=k"], 7, "13"),
        (["inkeys=k"], 4, "13"),
    ],
)
def test_auth_of_a_user(model, lines: list[str], auth: int, version: str) -> None:
    assert user_of(model, *lines, version=version).auth == auth


def test_auth_of_general_is_inherited_where_it_is_read(model) -> None:
    text = "[general]\nauth=plaintext\n[u]\ntype=friend\ninkeys=k\n"
    assert model(text, "22").users["u"].auth == 1
    assert model(text, "17").users["u"].auth == 4
    assert model(text, "17").peers["u"].auth == 2


def test_contexts_are_kept_in_order(model) -> None:
    assert [name for name, _ in user_of(model, "context=a", "context=b", "context=a").contexts] == ["a", "b", "a"]


def test_contexts_of_a_later_section_replace_the_earlier_ones(model) -> None:
    first = "[u]\ntype=user\ncontext=a\nsecret=x\ndeny=0.0.0.0/0\n"
    user = model(first + "[u]\ntype=user\ncontext=b\nsecret=y\npermit=10.0.0.1\n").users["u"]
    assert [name for name, _ in user.contexts] == ["b"]
    assert user.passwords == ["x", "y"]
    assert [rule.permit for rule in user.access.rules] == [False, True]
    user = model(first + "[u]\ntype=user\nsecret=y\n").users["u"]
    assert [name for name, _ in user.contexts] == ["a"]


def test_codec_priorities_add_up(model) -> None:
    user = user_of(model, "codecpriority=caller", "codecpriority=host", "codecpriority=disabled")
    assert (user.codec_caller_first, user.codec_no_preferences, user.codec_requested_only) == (True, True, False)
    user = model("[general]\ncodecpriority=reqonly\n[u]\ntype=user\ncodecpriority=host\n").users["u"]
    assert (user.codec_caller_first, user.codec_no_preferences, user.codec_requested_only) == (False, True, True)


def test_users_inherit_from_general(model) -> None:
    user = model("[general]\nmaxauthreq=7\ndisallow=all\nallow=gsm\n[u]\ntype=user\nallow=ulaw\n").users["u"]
    assert user.max_auth_requests == 7
    assert user.codecs.order == ("gsm", "ulaw")


def test_what_stands_below_the_users_counts_for_them_too(model) -> None:
    assert model("[u]\ntype=user\n[general]\nmaxauthreq=7\n").users["u"].max_auth_requests == 7


@pytest.mark.parametrize(
    ("lines", "callerid"),
    [
        (['callerid="A B" <12-34>'], (True, "A B", "1234")),
        (["callerid=1234"], (True, "", "1234")),
        (["callerid=Joe"], (True, "Joe", "")),
        (["callerid=AsReceived"], (False, "", "")),
        (["callerid=1", "callerid="], (False, "", "")),
        (["fullname=Joe", "cid_number=5"], (True, "Joe", "5")),
        (["fullname=Joe", "fullname="], (False, "", "")),
        (["cid_number=5", "fullname=Joe", "fullname="], (True, "", "5")),
    ],
)
def test_callerid(model, lines: list[str], callerid: tuple[bool, str, str]) -> None:
    user = user_of(model, *lines)
    assert (user.callerid, user.caller_name, user.caller_number) == callerid


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"Name" <5551234>', ("Name", "5551234")),
        ("Name <555 1234>", ("Name", "5551234")),
        ("<555>", ("", "555")),
        ("Name <555", ("Name", "555")),
        ('"5551234"', ("5551234", "")),
        ("(555) 123.4", ("", "5551234")),
        ('"A \\"B\\" C" <1>', ('A "B" C', "1")),
        ("", ("", "")),
    ],
)
def test_caller_ids_come_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_callerid(text) == parts


@given(st.text(alphabet="0123456789-. ()[]X", max_size=12))
def test_a_shrunk_number_shrinks_no_further_save_for_its_last_dot(number: str) -> None:
    once = shrink_number(number)
    assert shrink_number(once) == once
    assert not set(once) & set("( )")
