from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import cases, load

from iaxlint.call.change import changes, lost
from iaxlint.call.difference import KINDS, Change
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version

FOO = """\
[general]
[bar]
type=friend
host=192.168.2.3
username=foo
secret=K9fw-x2Tp-71nd
context=frombar
"""
BAR = """\
[general]
[foo]
type=friend
host=192.168.2.2
username=bar
secret=K9fw-x2Tp-71nd
context=fromfoo
"""
PLANS = {
    "foo": "[out]\nexten => _2X,1,Dial(IAX2/bar/${EXTEN})\n[frombar]\nexten => _1X,1,Answer()\n",
    "bar": "[out]\nexten => _1X,1,Dial(IAX2/foo/${EXTEN})\n[fromfoo]\nexten => _2X,1,Answer()\n",
}
ADDRESSES = {"foo": ("192.168.2.2",), "bar": ("192.168.2.3",), "baz": ("192.168.2.4",), "qux": ("192.168.2.4",)}


def fleet(foo: str = FOO, bar: str = BAR, plans: dict[str, str] = PLANS, **more: str) -> Fleet:
    return build_fleet(
        load_server(
            name,
            Folder("/nonexistent/" + name, name, {"iax.conf": text.encode(), "extensions.conf": plan.encode()}),
            Version.parse("22"),
            ADDRESSES[name],
        )
        for name, text, plan in (
            ("foo", foo, plans["foo"]),
            ("bar", bar, plans["bar"]),
            *((name, text, "") for name, text in more.items()),
        )
    )


def told(before: Fleet, after: Fleet) -> list[tuple[str, bool, str, str]]:
    return [(one.kind, one.regression, one.server, one.subject) for one in changes(before, after)]


MIRRORED = {"gone": "new", "new": "gone", "weaker": "stronger", "stronger": "weaker", "opened": "closed"} | {
    "closed": "opened",
    "moved": "moved",
    "codec": "codec",
}


def hold_mirrored(before: Fleet, after: Fleet) -> None:
    forth, back = changes(before, after), changes(after, before)
    assert len(forth) == len(back)
    assert all(change.kind in KINDS for change in forth)
    kinds = sorted(change.kind for change in back)
    verdicts = ("lost", "unknown", "gained")
    assert sorted(MIRRORED[change.kind] for change in forth if change.kind not in verdicts) == [
        kind for kind in kinds if kind not in verdicts
    ]
    assert sum(kind in verdicts for kind in kinds) == sum(change.kind in verdicts for change in forth)


def test_nothing_differs_from_itself() -> None:
    assert changes(fleet(), fleet()) == []


def test_a_call_that_reached_and_fails() -> None:
    before, after = fleet(), fleet(bar=BAR.replace("71nd", "72nd"))
    assert told(before, after) == [
        ("lost", True, "foo", "IAX2/bar/..."),
        ("lost", True, "bar", "IAX2/foo/..."),
    ]
    first = changes(before, after)[0]
    assert first.to == "bar"
    assert first.message.startswith("reached [fromfoo] on bar; now fails at auth: the secret that foo sends")
    assert first.after is not None
    assert [change.subject for change in lost(before, after)] == ["IAX2/bar/...", "IAX2/foo/..."]
    assert told(after, before) == [
        ("gained", False, "foo", "IAX2/bar/..."),
        ("gained", False, "bar", "IAX2/foo/..."),
    ]
    assert list(lost(after, before)) == []
    hold_mirrored(before, after)


def test_a_call_that_nobody_can_tell_any_more() -> None:
    before, after = fleet(), fleet(foo=FOO.replace("192.168.2.3", "bar.example.net"))
    change = changes(before, after)[0]
    assert (change.kind, change.regression) == ("unknown", True)
    assert [one.kind for one in lost(before, after)] == ["unknown"]


def test_a_line_that_moves_is_no_change() -> None:
    after = fleet(foo="; new\n\n" + FOO.replace("[bar]", "[bar]\nqualify=yes"), bar=BAR)
    assert changes(fleet(), after) == []


def test_a_peer_that_gets_another_name_is_no_change() -> None:
    plans = {**PLANS, "foo": PLANS["foo"].replace("IAX2/bar", "IAX2/branch")}
    peer = FOO.partition("[general]\n")[2].replace("[bar]", "[branch]").replace("friend", "peer")
    after = fleet(foo=FOO.replace("friend", "user") + peer, plans=plans)
    assert changes(fleet(), after) == []


def test_a_line_that_dials_no_more() -> None:
    plans = {**PLANS, "foo": "[frombar]\nexten => _1X,1,Answer()\n"}
    assert told(fleet(), fleet(plans=plans)) == [("gone", True, "foo", "IAX2/bar/...")]
    assert told(fleet(plans=plans), fleet()) == [("new", False, "foo", "IAX2/bar/...")]


def test_a_trunk_that_no_line_dials() -> None:
    plans = {**PLANS, "foo": "[frombar]\nexten => _1X,1,Answer()\n"}
    before, after = fleet(plans=plans), fleet(bar=BAR.replace("71nd", "72nd"), plans=plans)
    assert ("lost", True, "foo", "IAX2/bar") in told(before, after)
    gone = fleet(foo="[general]\n", plans=plans)
    assert ("gone", True, "foo", "IAX2/bar") in told(before, gone)


def test_a_peer_that_is_gone_while_lines_still_dial_it() -> None:
    found = told(fleet(), fleet(foo="[general]\n"))
    assert [one for one in found if one[2:] == ("foo", "IAX2/bar/...")] == [("lost", True, "foo", "IAX2/bar/...")]


def test_a_new_server_with_the_file_of_one_that_is_gone_is_told() -> None:
    before, after = fleet(baz=FOO), fleet(qux=FOO)
    assert [(one.server, one.message.partition(";")[2]) for one in changes(before, after)] == [
        ("baz", ""),
        ("qux", " its iax.conf is that of baz, which is gone: [servers.NAME] would keep the name"),
    ]
    assert [one.message for one in changes(fleet(), fleet(qux=FOO))] == ["the server is new"]


def test_servers_come_and_go() -> None:
    both, three = fleet(), fleet(baz="[general]\n")
    assert told(both, three) == [("new", False, "baz", "")]
    assert told(three, both) == [("gone", False, "baz", "")]


@pytest.mark.parametrize(
    ("line", "weaker"),
    [("auth=plaintext", "not authenticated"), ("encryption=aes128", "encrypted")],
)
def test_terms(line: str, weaker: str) -> None:
    plain = fleet()
    other = fleet(foo=f"{FOO}{line}\n", bar=f"{BAR}{line}\n")
    kind = "weaker" if line.startswith("auth") else "stronger"
    found = [change for change in changes(plain, other) if change.subject.startswith("IAX2")]
    assert [(change.kind, change.regression) for change in found] == [(kind, kind == "weaker")] * 2
    hold_mirrored(plain, other)


def test_a_secret_that_is_dropped_opens_the_account() -> None:
    after = fleet(bar=BAR.replace("secret=K9fw-x2Tp-71nd\n", ""))
    opened = next(change for change in changes(fleet(), after) if change.kind == "opened")
    assert (opened.regression, opened.server, opened.subject) == (True, "bar", "[foo]")
    assert opened.message == "anybody may enter [fromfoo] as foo now"
    hold_mirrored(fleet(), after)


def test_what_strangers_can_dial() -> None:
    bar = BAR + "[guest]\ntype=user\ncontext=public\n"
    inside = {**PLANS, "bar": PLANS["bar"] + "[public]\nexten => 1,1,Answer()\n"}
    outside = {**PLANS, "bar": PLANS["bar"] + "[public]\nexten => _X.,1,Dial(PJSIP/${EXTEN}@provider)\n"}
    assert messages(fleet(), fleet(bar=bar, plans=inside)) == ["anybody may enter [public] as guest now"]
    (way,) = changes(fleet(bar=bar, plans=inside), fleet(bar=bar, plans=outside))
    assert way.message == "anybody who enters [public] may dial any number over PJSIP/provider now"
    assert way.regression
    assert messages(fleet(), fleet(bar=bar, plans=outside)) == [
        "anybody may enter [public] as guest now, and from there dial any number over PJSIP/provider"
    ]
    hold_mirrored(fleet(bar=bar, plans=inside), fleet(bar=bar, plans=outside))


def messages(before: Fleet, after: Fleet) -> list[str]:
    return [change.message for change in changes(before, after)]


def test_guards_of_an_account() -> None:
    before = fleet(bar=BAR + "deny=0.0.0.0/0\npermit=192.168.2.2\n")
    (change,) = changes(before, fleet())
    assert (change.kind, change.regression) == ("weaker", True)
    assert "access list" in change.message
    hold_mirrored(before, fleet())


ONE = "deny=0.0.0.0/0\npermit=192.168.2.2\n"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (BAR + ONE, BAR.replace("secret=K9fw-x2Tp-71nd\n", "") + ONE, "asks for no secret or key any more"),
        (BAR + "forceencryption=yes\n", BAR + "encryption=yes\n", "does not insist on encryption any more"),
    ],
)
def test_what_an_account_asks_of_those_that_it_lets_in(before: str, after: str, message: str) -> None:
    one, other = fleet(bar=before), fleet(bar=after)
    found = [change for change in changes(one, other) if change.subject == "[foo]"]
    assert [(change.kind, change.regression, change.message) for change in found] == [("weaker", True, message)]
    hold_mirrored(one, other)


@pytest.mark.parametrize(
    ("old", "new", "opened", "closed"),
    [
        ("192.168.2.2", "192.168.0.0/16", "192.168.0.0", ""),
        ("192.168.2.2/32,10.0.0.0/8", "192.168.2.2,!192.168.2.9,10.0.0.0/9,11.0.0.1", "11.0.0.1", "10.128.0.0"),
        ("192.168.2.2", "192.168.2.2,2001:db8::/32", "", ""),
        ("192.168.2.2,255.255.255.0/24", "192.168.2.2,255.255.255.0/25", "", "255.255.255.128"),
        ("192.168.2.2", "192.168.2.2/32,192.168.2.2/255.255.255.255", "", ""),
    ],
)
def test_addresses_that_an_access_list_lets_in(old: str, new: str, opened: str, closed: str) -> None:
    before, after = (fleet(bar=f"{BAR}deny=0.0.0.0/0\npermit={permitted}\n") for permitted in (old, new))
    found = [(change.kind, change.regression, change.message.rpartition(" ")[2]) for change in changes(before, after)]
    assert found == [(kind, False, at) for kind, at in (("opened", opened), ("closed", closed)) if at]


def test_a_secret_in_clear() -> None:
    (change,) = changes(fleet(), fleet(bar=BAR + "auth=plaintext,md5\n"))
    assert (change.kind, change.regression, change.subject) == ("weaker", True, "[foo]")
    assert "in clear" in change.message
    hold_mirrored(fleet(), fleet(bar=BAR + "auth=plaintext,md5\n"))


def test_ways_out_for_those_who_have_the_secret() -> None:
    bar = f"{BAR}[far]\ntype=user\nsecret=Zq8-tRw2-91xk\ncontext=fromfoo\n"
    way_out = "include => away\n[away]\nexten => _0X.,1,Dial(PJSIP/${EXTEN}@provider)\n"
    before, after = fleet(bar=bar), fleet(bar=bar, plans={**PLANS, "bar": PLANS["bar"] + way_out})
    (change,) = changes(before, after)
    assert (change.kind, change.regression, change.subject in ("[foo]", "[far]")) == ("opened", False, True)
    message = "may dial any number over PJSIP/provider from [fromfoo] now, and so may 1 more account"
    assert change.message == message
    hold_mirrored(before, after)


def test_a_way_out_to_a_number_that_the_caller_does_not_choose() -> None:
    away = {**PLANS, "bar": PLANS["bar"] + "exten => 99,1,Dial(PJSIP/0041445550123@provider)\n"}
    assert messages(fleet(), fleet(plans=away)) == ["may have it call out over PJSIP/provider from [fromfoo] now"]


AWAY = {**PLANS, "bar": PLANS["bar"] + "exten => _0X.,1,Dial(PJSIP/${EXTEN}@provider)\n"}
OPEN = BAR.replace("secret=K9fw-x2Tp-71nd\n", "")


@pytest.mark.parametrize(
    ("bar", "after", "told"),
    [
        (BAR, OPEN, "anybody may enter [fromfoo] as foo now, and from there dial any number over PJSIP/provider"),
        (OPEN, BAR, "strangers don't enter [fromfoo] as foo any more"),
        (BAR, BAR.replace("fromfoo", "other"), "may enter [other] now|may not enter [fromfoo] any more"),
    ],
    ids=["opened", "closed", "another context"],
)
def test_a_way_out_is_told_once_where_who_enters_the_context_changes_too(bar: str, after: str, told: str) -> None:
    before, now = fleet(bar=bar), fleet(bar=after, plans=AWAY)
    accounts = [change.message for change in changes(before, now) if change.subject == "[foo]"]
    assert accounts == told.split("|")
    hold_mirrored(before, now)


@pytest.mark.parametrize(
    ("line", "anybody"),
    [
        ("", True),
        ("inkeys=k", False),
        ("secret=Zq8-tRw2-91xk", False),
        ("deny=0.0.0.0/0", False),
        ("permit=0.0.0.0/0", True),
        ("host=192.168.2.9", False),
    ],
)
def test_who_may_register_without_a_secret(line: str, anybody: bool) -> None:
    """`register_verify` asks for secrets and keys, and for the access list."""
    peer = f"{BAR}[far]\ntype=peer\nhost=dynamic\n"
    guarded, other = fleet(bar=f"{peer}secret=x\n"), fleet(bar=f"{peer}{line}\n")
    opened = [(one.kind, one.regression) for one in changes(guarded, other) if one.subject == "[far]"]
    closed = [(one.kind, one.regression) for one in changes(other, guarded) if one.subject == "[far]"]
    assert opened == ([("opened", True)] if anybody else [])
    assert closed == ([("closed", False)] if anybody else [])
    assert changes(other, other) == []


@pytest.mark.parametrize(
    ("section", "kind", "message"),
    [
        ("context=public", "opened", "anybody may enter [public] as guest now"),
        ("", "opened", "anybody may enter [default] as guest now"),
        ("secret=Zq8-tRw2-91xk", "opened", "is new, and may enter [default]"),
        ("context=public\ndeny=0.0.0.0/0\npermit=192.168.2.9", "opened", "is new, and may enter [public]"),
    ],
)
def test_a_new_account(section: str, kind: str, message: str) -> None:
    (change,) = changes(fleet(), fleet(bar=f"{BAR}[guest]\ntype=user\n{section}\n"))
    assert (change.kind, change.message, change.regression) == (kind, message, message.startswith("anybody"))


def test_contexts_of_those_who_have_the_secret() -> None:
    more = fleet(bar=BAR + "context=out\n")
    (change,) = changes(fleet(), more)
    assert (change.kind, change.regression, change.message) == ("opened", False, "may enter [out] now")
    any_context = fleet(bar=BAR + "context=*\n")
    assert messages(more, any_context) == ["may enter every context now"]
    hold_mirrored(more, any_context)


def test_registrations() -> None:
    register = FOO.replace("[general]\n", "[general]\nregister => foo:K9fw-x2Tp-71nd@192.168.2.3\n")
    bar = BAR.replace("host=192.168.2.2", "host=dynamic")
    before = fleet(foo=register, bar=bar)
    after = fleet(foo=register.replace("71nd@", "72nd@"), bar=bar)
    found = [change for change in changes(before, after) if change.subject.startswith("register")]
    assert [(one.kind, one.regression, one.subject) for one in found] == [("lost", True, "register foo@192.168.2.3")]
    assert "72nd" not in repr([change.message for change in found])
    other_host = fleet(foo=register.replace("@192.168.2.3", "@192.168.2.9"), bar=bar)
    (moved,) = [one for one in changes(before, other_host) if one.subject.startswith("register")]
    assert (moved.kind, moved.subject) == ("unknown", "register foo@192.168.2.9")


def test_anybody_may_register() -> None:
    bar = BAR.replace("host=192.168.2.2", "host=dynamic")
    found = changes(fleet(bar=bar), fleet(bar=bar.replace("secret=K9fw-x2Tp-71nd\n", "")))
    assert any("register here now" in change.message and change.regression for change in found)


@pytest.mark.parametrize("pair", range(0, len(cases()) - 20, 20))
def test_recorded_fleets_hold_against_themselves_and_each_other(pair: int, tmp_path_factory) -> None:
    one, other = (
        load(case, tmp_path_factory.mktemp("one"), version) for case, version in (cases()[pair], cases()[pair + 20])
    )
    assert changes(one, one) == []
    hold_mirrored(one, other)
    worse = [change for change in changes(one, other) if change.regression]
    told = {(change.server, change.subject, change.message) for change in worse}
    assert {(change.server, change.subject, change.message) for change in lost(one, other)} <= told


LINES = (
    "",
    "auth=plaintext",
    "encryption=aes128",
    "secret=other",
    "host=192.168.2.9",
    "host=dynamic",
    "deny=0.0.0.0/0",
    "deny=0.0.0.0/0\npermit=192.168.2.2",
    "deny=0.0.0.0/0\npermit=192.168.0.0/16",
    "context=out",
    "context=*",
    "type=user",
    "username=nobody",
    "disallow=all",
    "forceencryption=yes",
    "[guest]\ntype=user\ncontext=out",
)
ADDED = st.lists(st.sampled_from(LINES), max_size=3).map("\n".join)


@settings(max_examples=40, deadline=None)
@given(ADDED, ADDED, ADDED, ADDED)
def test_any_two_versions_mirror_each_other(foo: str, bar: str, other_foo: str, other_bar: str) -> None:
    one = fleet(foo=f"{FOO}{foo}\n", bar=f"{BAR}{bar}\n")
    other = fleet(foo=f"{FOO}{other_foo}\n", bar=f"{BAR}{other_bar}\n")
    assert changes(one, fleet(foo=f"{FOO}{foo}\n", bar=f"{BAR}{bar}\n")) == []
    hold_mirrored(one, other)


def test_a_change_shows_no_secret() -> None:
    change: Change = changes(fleet(), fleet(bar=BAR.replace("71nd", "72nd")))[0]
    assert "K9fw" not in repr(change)


def test_accounts_come_and_go() -> None:
    more = fleet(bar=f"{BAR}[far]\ntype=user\nsecret=Zq8-tRw2-91xk\ncontext=out\ncontext=fromfoo\n")
    (change,) = changes(fleet(), more)
    assert (change.kind, change.regression, change.subject) == ("opened", False, "[far]")
    assert change.message == "is new, and may enter [out] and [fromfoo]"
    assert messages(more, fleet()) == ["is gone: nobody enters [out] and [fromfoo] as far any more"]
