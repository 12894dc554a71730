import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.call.dialstring import mask_secret, parse_dial_string, split_technology


@pytest.mark.parametrize(
    ("dial", "expected"),
    [
        ("bar/23", {"peer": "bar", "extension": "23"}),
        ("bar", {"peer": "bar", "port": None, "extension": None, "options": None}),
        ("bar/", {"peer": "bar", "extension": ""}),
        ("bar/23@ctx", {"peer": "bar", "extension": "23", "context": "ctx"}),
        ("bar/23@a@b", {"peer": "bar", "extension": "23", "context": "a@b"}),
        ("bar/23/a", {"peer": "bar", "extension": "23", "options": "a"}),
        ("bar/23@ctx/a/b", {"peer": "bar", "extension": "23", "context": "ctx", "options": "a/b"}),
        ("bar:4570/23", {"peer": "bar", "port": "4570"}),
        ("bar:/23", {"peer": "bar", "port": ""}),
        ("me@bar/23", {"peer": "bar", "username": "me", "secret": None}),
        ("me:@bar/23", {"peer": "bar", "username": "me", "secret": ""}),
        ("@bar/23", {"peer": "bar", "username": ""}),
        ("me:pw@bar:1/2", {"peer": "bar", "username": "me", "secret": "pw", "port": "1"}),
        ("me:p@w@bar/2", {"peer": "w@bar", "username": "me", "secret": "p"}),
        ("me:p/w@bar/2", {"peer": "me", "port": "p", "extension": "w", "context": "bar"}),
        ("me:[key]@bar/2", {"key": "key", "secret": None}),
        ("me:[key]:pw@bar/2", {"key": "key", "secret": "pw"}),
        ("me:pw:[key]@bar/2", {"key": "key", "secret": "pw"}),
        ("me:[key]:@bar/2", {"key": "key", "secret": None}),
        ("me:[ key] @bar/2", {"key": " key", "secret": None}),
        ("me:[key@bar/2", {"key": "[key", "secret": None}),
        ("me:[]@bar/2", {"key": "", "secret": None}),
        ("me:pw:[a:b]@bar/2", {"key": "a:b", "secret": "pw"}),
        ("me:a:b@bar/2", {"key": None, "secret": "a"}),
        ("2001:db8::1/2", {"peer": "2001", "port": "db8::1"}),
        ("", {"peer": "", "extension": None}),
    ],
)
def test_parts_are_cut_as_asterisk_cuts_them(dial, expected):
    parsed = parse_dial_string(dial)
    assert {name: getattr(parsed, name) for name in expected} == expected


@given(st.text())
def test_every_text_is_a_dial_string(text):
    parsed = parse_dial_string(text)
    assert "/" not in parsed.peer
    assert "@" not in parsed.peer or parsed.username is not None


@given(st.text("abc123", min_size=4), st.text("xyz", min_size=1), st.text("789", min_size=1))
def test_a_secret_in_a_dial_string_is_masked(secret, peer, number):
    shown = mask_secret(f"IAX2/{peer}:{secret}@{peer}/{number}")
    assert shown == f"IAX2/{peer}:<secret>@{peer}/{number}"


@pytest.mark.parametrize(
    ("dial", "shown"),
    [
        ("IAX2/me:K9@fw@bar/23@ctx", "IAX2/me:<secret>@bar/23@ctx"),
        ("IAX2/me:K9/fw@bar/23@ctx", "IAX2/me:<secret>@bar/23@ctx"),
        ("IAX2/me:K9/fw@w2@bar/23@ctx", "IAX2/me:<secret>@bar/23@ctx"),
        ("IAX2/me:K9/fw@w2@bar", "IAX2/me:<secret>@bar"),
        ("IAX2/me:K9@fw/w2@bar/23@ctx", "IAX2/me:<secret>@bar/23@ctx"),
        ("IAX2/me:K9/fw@w2/x4@z7@bar", "IAX2/me:<secret>@bar"),
        ("IAX2/me:K9:fw/23", "IAX2/me:<secret>/23"),
        ("IAX2/me@here:K9fw@bar/23", "IAX2/me@here:<secret>@bar/23"),
        ("IAX2/me:K9:fw@bar/23", "IAX2/me:<secret>@bar/23"),
        ("IAX2/me:K9fw", "IAX2/me:<secret>"),
        ("IAX2/me:K9fw/23", "IAX2/me:<secret>/23"),
        ("IAX2/me:[key]@bar/23", "IAX2/me:[key]@bar/23"),
    ],
)
def test_a_secret_that_falls_apart_is_masked_whole(dial, shown):
    assert mask_secret(dial) == shown


@pytest.mark.parametrize(
    "dial",
    [
        "IAX2/bar/23",
        "IAX2/me@bar/23@ctx",
        "IAX2/bar:4569/23",
        "PJSIP/provider/sip:me@192.168.2.3",
        "IAX2/me@bar:4569/23",
        "Local/9@out/n",
        "IAX2/2001:db8::2/23",
    ],
)
def test_a_dial_string_without_a_secret_is_shown_whole(dial):
    assert mask_secret(dial) == dial


def test_the_technology_is_what_stands_before_the_first_slash():
    assert split_technology("IAX2/bar/23") == ("IAX2", "bar/23")
    assert split_technology("IAX2") == ("IAX2", "")


@given(st.text("ab1:/@"))
def test_a_masked_dial_string_stays_as_it_is(text):
    shown = mask_secret(f"IAX2/{text}")
    assert mask_secret(shown) == shown
