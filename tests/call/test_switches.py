"""What `switch => IAX2/...` asks of another server, in a call of its own (`chan_iax2.c:cache_get_callno_locked`)."""

from __future__ import annotations

import pytest

from iaxlint.call.links import link_of
from iaxlint.call.simulate import has_number, simulate
from tests.call.ladder import BAR, FOO, dial, end
from tests.fleet.servers import fleet, section, server

SECRET = "K9fw-x2Tp-71nd-Qz8v"
SAID = f"bar:{SECRET}@baz/fromiax"
ASKER = section("baz", "192.168.2.4", "another", "encryption=yes")
"""Its username keeps a challenge of [bar] from being answered with its secret."""
ASKED = section("bar", "192.168.2.3", "baz")
OPEN = "[guest]\ntype=user\ncontext=fromiax\n"
PLAN = "[fromiax]\nexten => _2X,1,Answer()\n"


def answer(said: str, asked: str = ASKED, plan: str = PLAN, number: str = "23", own: str = PLAN) -> bool | None:
    """What bar learns from baz."""
    bar = server("bar", ASKER, ("192.168.2.3",), dialplan=own)
    return has_number(fleet(bar, server("baz", asked, ("192.168.2.4",), dialplan=plan)), bar, said, number)


@pytest.mark.parametrize(
    ("said", "asked", "answers"),
    [
        (SAID, ASKED, True),
        (f"bar:{SECRET}@baz", ASKED, True),
        (f"bar:{SECRET}@baz/other", ASKED, False),
        # nothing of the peer's section goes along: neither its secret nor its username
        ("bar@baz/fromiax", ASKED, False),
        ("baz/fromiax", ASKED + OPEN, True),
        (f"bar:{SECRET}@baz", ASKED + "[guest]\ntype=user\ncontext=empty\n", True),
        ("baz/fromiax", ASKED, False),
        # what is asked is never encrypted
        (SAID, ASKED + "encryption=yes\n", True),
        (SAID, ASKED + "forceencryption=yes\n", False),
        # a call that enters the dialplan at once gives no answer, unless nobody is asked who it is
        (SAID, ASKED + "immediate=yes\n", False),
        ("baz/fromiax", OPEN + "immediate=yes\n", True),
        (SAID, ASKED + "dbsecret=iax/bar\n", None),
        ("bar:x@nowhere.example.net/fromiax", ASKED, None),
    ],
)
def test_what_is_asked_with_what_the_switch_says(said: str, asked: str, answers: bool | None) -> None:
    assert answer(said, asked) is answers


@pytest.mark.parametrize(
    ("plan", "answers"),
    [
        ("exten => 23,1,Answer()", True),
        ("exten => 24,1,Answer()", False),
        ("switch => DUNDi/priv", None),
    ],
)
def test_what_the_other_end_has(plan: str, answers: bool | None) -> None:
    assert answer(SAID, plan=f"[fromiax]\n{plan}\n") is answers


def test_in_a_circle_nobody_answers() -> None:
    back = f"[fromiax]\nswitch => IAX2/baz:{SECRET}@bar/fromiax\n"
    assert answer(SAID, plan=back, own=f"[fromiax]\nswitch => IAX2/{SAID}\n") is False


@pytest.mark.parametrize(("word", "ends"), [("switch", "reaches"), ("eswitch", "open at extension")])
def test_only_what_is_written_out_is_asked(word: str, ends: str) -> None:
    foo = server("foo", FOO, ("192.168.2.2",))
    bar = server("bar", BAR + ASKER, ("192.168.2.3",), dialplan=f"[fromiax]\n{word} => IAX2/{SAID}\n")
    made = fleet(foo, bar, server("baz", ASKED, ("192.168.2.4",), dialplan=PLAN))
    assert end(simulate(made, foo, "IAX2/bar/23")) == ends


@pytest.mark.parametrize(("said", "status"), [("foo@bar", "fails"), (f"foo:{SECRET}@bar", "reaches")])
def test_a_trunk_that_a_switch_goes_over_is_asked_first(said: str, status: str) -> None:
    """The call itself would send the secret of the section."""
    peer = section("bar", "192.168.2.3", "another")
    foo = server("foo", peer, ("192.168.2.2",), dialplan=f"[phones]\nswitch => IAX2/{said}/fromiax\n")
    link = link_of(fleet(foo, server("bar", BAR, ("192.168.2.3",))), foo, "bar")
    assert link.status == status
    assert [call.codecs is not None for call in link.calls] == [status == "reaches"]


def test_a_codec_that_only_some_speak_is_told_last() -> None:
    codec = "disallow=all\nallow=g729\n"
    steps = [step.step for step in dial(FOO + codec, BAR + codec).steps]
    assert steps.index("codec") > steps.index("extension")
