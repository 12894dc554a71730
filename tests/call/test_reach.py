from __future__ import annotations

import pytest

from iaxlint.call.inside import covers, overlap
from iaxlint.call.reach import Reach, WayOut
from iaxlint.loader import Folder, load
from iaxlint.model.dialplan import load_dialplan
from iaxlint.model.pattern import shape
from iaxlint.model.version import Version

TRUNK = "[out]\nexten => _9X.,1,Dial(PJSIP/${EXTEN:1}@provider)\n"


def ways(text: str, context: str = "in", version: str = "22") -> list[WayOut]:
    folder = Folder("/nonexistent/etc", "foo", {"extensions.conf": text.encode()})
    dialplan = load_dialplan(load(folder, "extensions.conf", Version.parse(version).number), Version.parse(version))
    return Reach(dialplan).ways_out(context)


@pytest.mark.parametrize(
    ("line", "over", "chosen"),
    [
        ("_X.,1,Dial(PJSIP/${EXTEN}@provider)", "PJSIP/provider", True),
        ("_X.,1,Dial(PJSIP/provider/sip:${EXTEN}@192.168.2.3)", "PJSIP/provider", True),
        ("_X.,1,Dial(SIP/provider/${EXTEN},30)", "SIP/provider", True),
        ("_X.,1,Dial(DAHDI/g1/${EXTEN})", "DAHDI/g1", True),
        ("_X.,1,Dial(IAX2/foo:K9fw-x2Tp@bar/${EXTEN})", "IAX2/bar", True),
        ("_X.,1,Dial(IAX2/${TRUNK}/${EXTEN})", "IAX2/...", True),
        ("5,1,Dial(IAX2/bar/${EXTEN})", "IAX2/bar", False),
        ("5,1,Dial(PJSIP/030123@provider)", "PJSIP/provider", False),
        ("s,1,Read(NUMBER)\nsame => n,Dial(PJSIP/${NUMBER}@provider)", "PJSIP/provider", True),
        ("_X.,1,Dial(PJSIP/reception&PJSIP/${EXTEN}@provider)", "PJSIP/provider", True),
    ],
)
def test_lines_that_leave_the_server(line: str, over: str, chosen: bool) -> None:
    (way,) = ways(f"[in]\nexten => {line}\n")
    assert (way.leaves_over, way.chosen, way.hops) == (over, chosen, [])


@pytest.mark.parametrize(
    "line",
    [
        "_1XX,1,Dial(PJSIP/${EXTEN})",
        "_1XX,1,Dial(SIP/${EXTEN}&DAHDI/1)",
        "_1XX,1,Dial(IAX2/${EXTEN})",
        "100,1,Dial(IAX2/zoiper)",
        "500,1,Dial(IAX2/guest@pbx.example.net/s@default)",
        "_X.,1,Dial(${ARG1},20)",
        "_X.,1,NoOp(Dial(PJSIP/${EXTEN}@provider))",
        "_X.,1,Authenticate(4711)\nsame => n,Dial(PJSIP/${EXTEN}@provider)",
        "_X.,1,Hangup()\nsame => n,Dial(PJSIP/${EXTEN}@provider)",
        "_X.,2,Dial(PJSIP/${EXTEN}@provider)",
        "_1XX,1,Goto(out,${EXTEN},1)",
        "_X.,1,Goto(nowhere,${EXTEN},1)",
        "_X.,1,Goto(out,s,1)",
        "_X.,1,GotoIf(0?out,${EXTEN},1)",
        "_X.,1,DISA(4711,out)",
    ],
)
def test_lines_that_do_not(line: str) -> None:
    assert not ways(f"[in]\nexten => {line}\n\n{TRUNK}")


@pytest.mark.parametrize(
    "line",
    [
        "include => out",
        "include => out,09:00-17:00,*,*,*",
        "switch => Loopback/${EXTEN}@out",
        "exten => _X.,1,Goto(out,${EXTEN},1)",
        "exten => _9.,1,Goto(out,${EXTEN},1)",
        "exten => _0X.,1,Goto(out,${EXTEN:1},1)",
        "exten => _X.,1,Goto(out,9${EXTEN},1)",
        'exten => _X.,1,GotoIf($["${CALLERID(num)}" = "1"]?out,${EXTEN},1)',
        'exten => _X.,1,GotoIf($["${CALLERID(num)}" = "1"]?bad:good)\nsame => n(bad),Hangup()\n'
        "same => n(good),Goto(out,${EXTEN},1)",
        "exten => _X.,1,GotoIfTime(09:00-17:00,*,*,*?out,${EXTEN},1)",
        "exten => _X.,1,Gosub(out,${EXTEN},1)",
        "exten => _X.,1,GosubIf(${DB(a/b)}?out,${EXTEN},1(x):y,1)",
        "exten => _X.,1,ExecIf(${DB(a/b)}?Goto(out,${EXTEN},1))",
        "exten => _X.,1,Dial(Local/${EXTEN}@out/n)",
        "exten => s,1,Goto(menu,s,1)\n[menu]\nexten => s,1,Background(welcome)\nsame => n,WaitExten()\ninclude => out",
        "exten => s,1,DISA(no-password,out)",
        "exten => _X.,1,Goto(a,1)\nexten => a,1,Goto(out,${N},1)",
    ],
)
def test_ways_into_another_context(line: str) -> None:
    (way,) = ways(f"[in]\n{line}\n\n{TRUNK}")
    assert way.chosen
    assert way.site.context == "out"
    assert way.hops[-1].context == "out"


def test_macros_are_followed() -> None:
    text = "[in]\nexten => _X.,1,Macro(dial,${EXTEN})\n[macro-dial]\nexten => s,1,Dial(DAHDI/g1/${ARG1})\n"
    (way,) = ways(text, version="18")
    assert way.chosen
    assert [hop.context for hop in way.hops] == ["macro-dial"]


def test_what_a_nearer_pattern_takes_does_not_go_further() -> None:
    house = "[house]\nexten => _1XX,1,Dial(PJSIP/${EXTEN})\nexten => _X.,1,Dial(PJSIP/${EXTEN}@provider)\n"
    assert not ways(f"[in]\nexten => _1XX,1,Goto(house,${{EXTEN}},1)\n{house}")
    assert not ways(f"[in]\nexten => 5,1,Goto(house,105,1)\n{house}")
    assert ways(f"[in]\nexten => _2XX,1,Goto(house,${{EXTEN}},1)\n{house}")


def test_the_hops_are_the_lines_in_their_order() -> None:
    text = f"[in]\ninclude => house\n[house]\nexten => _9X.,1,NoOp()\n same => n,Goto(out,${{EXTEN}},1)\n{TRUNK}"
    (way,) = ways(text)
    assert [(hop.variable.line, hop.context) for hop in way.hops] == [(2, "house"), (5, "out")]
    assert way.site.variable.line == 7


def test_switches_leave_over_their_trunk() -> None:
    (way,) = ways("[in]\nswitch => IAX2/foo:K9fw-x2Tp@bar/fromiax\n")
    assert (way.leaves_over, way.chosen) == ("IAX2/bar", True)


def test_any_context() -> None:
    assert [way.site.context for way in ways(f"[in]\nexten => 1,1,Answer()\n{TRUNK}", "*")] == ["out"]


def test_the_most_dangerous_way_comes_first() -> None:
    text = f"[in]\nexten => 5,1,Dial(IAX2/bar/5)\ninclude => out\n{TRUNK}"
    assert [way.leaves_over for way in ways(text)] == ["PJSIP/provider", "IAX2/bar"]


def test_circles_end() -> None:
    text = (
        "[in]\ninclude => again\nexten => _X.,1,Goto(again,${EXTEN},1)\n"
        "[again]\ninclude => in\nexten => _X.,1,Goto(in,${EXTEN}1,1)\nexten => 7,1,Goto(1)\n"
    )
    assert ways(text) == []


def test_deep_nesting_is_no_matter() -> None:
    assert ways(f"[in]\nexten => _X.,1,{'Exec(' * 3000}\n") == []


@pytest.mark.parametrize(
    ("one", "other", "overlapping", "covering"),
    [
        ("_1XX", "_1XX", True, True),
        ("_X.", "_1XX", True, True),
        ("_1XX", "_X.", True, False),
        ("_1XX", "_2XX", False, False),
        ("_X.", "_X", False, False),
        ("_X!", "_X", True, True),
        ("_9.", "_[19]XX", True, False),
        ("_NXX", "_[2-9]XX", True, True),
    ],
)
def test_shapes(one: str, other: str, overlapping: bool, covering: bool) -> None:
    assert overlap(shape(one), shape(other)) is overlapping
    assert overlap(shape(other), shape(one)) is overlapping
    assert covers(shape(one), shape(other)) is covering
