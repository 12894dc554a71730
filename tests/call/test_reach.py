from __future__ import annotations

import pytest

from iaxlint.call import reach
from iaxlint.call.inside import covers, overlap
from iaxlint.call.reach import OUTWARD, Reach, WayOut
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
        "_X.,1,Dial(SCCP/${EXTEN}@phone)",
        "_X.,1,Dial(SIP/me:K9fw@provider)",
        "_X.,1,Dial(SIP/me:K9fw@provider/${EXTEN})",
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
        "exten => s,1,Goto(menu,s,1)\n[menu]\nexten => s,1,WaitExten()\ninclude => out",
        "exten => s,1,DISA(no-password,out)",
        "exten => _X.,1,Goto(a,1)\nexten => a,1,Goto(out,${N},1)",
        "exten => _X.,1,Goto(out,${EXTEN},${PRIORITY})",
    ],
)
def test_ways_into_another_context(line: str) -> None:
    (way,) = ways(f"[in]\n{line}\n\n{TRUNK}")
    assert way.chosen
    assert way.site.context == "out"
    assert way.hops[-1].context == "out"


@pytest.mark.parametrize("technology", sorted(OUTWARD - {"PJSIP", "SIP"}))
def test_technologies_that_leave_the_server_with_a_number(technology: str) -> None:
    """Those that Asterisk has, had, or gets from others; `Dial(SCCP/...)` calls a telephone."""
    (way,) = ways(f"[in]\nexten => _X.,1,Dial({technology.lower()}/g1/${{EXTEN}})\n")
    assert (way.leaves_over, way.chosen) == (f"{technology}/g1", True)


@pytest.mark.parametrize(
    ("dialled", "over", "chosen"),
    [
        ("SIP/030123:K9fw-x2Tp@provider/${EXTEN}", "SIP/provider", False),
        ("SIP/030123:K9@fw-x2Tp@provider/${EXTEN}", "SIP/provider", False),
        ("SIP/me:K9/fw-x2Tp@provider", "SIP/provider", False),
        ("SIP/${EXTEN}:K9fw-x2Tp@provider", "SIP/provider", True),
        ("SIP/${EXTEN}@provider//192.168.2.3", "SIP/provider", True),
        ("PJSIP/sip:${EXTEN}@provider", "PJSIP/provider", True),
        ("SIP/provider:5060/${EXTEN}", "SIP/provider", True),
        ("IAX2/me:K9@fw-x2Tp@bar/${EXTEN}", "IAX2/bar", True),
        ("IAX2/me:K9/fw-x2Tp@bar", "IAX2/bar", False),
        ("IAX2/bar:4570/${EXTEN}", "IAX2/bar", True),
    ],
)
def test_a_way_out_shows_its_trunk_and_no_secret(dialled: str, over: str, chosen: bool) -> None:
    """The forms of `sip_request_call`, and what becomes of a secret that falls apart."""
    (way,) = ways(f"[in]\nexten => _X.,1,Dial({dialled})\n")
    assert (way.leaves_over, way.chosen) == (over, chosen)


ENDING = ["hangup", "busy", "congestion", "return", "macroexit", "incomplete", "raiseexception"]
ASKING = ["authenticate", "vmauthenticate", "disa"]

AWAY = "Dial(PJSIP/${NUMBER}@provider)"
HIDDEN = "".join(f"exten => {name},1,Hangup()\nexten => {name},5(there),{AWAY}\n" for name in ("a", "a:b"))
"""What nobody gets to by dialling it."""


@pytest.mark.parametrize(
    "line",
    [
        "Goto(a,5)",
        "Goto(a,there)",
        "Goto(in,a,5)",
        "Goto(in,a,5,more)",
        "GotoIf(1?a,5)",
        "GotoIf(0?nowhere,s,1:a,5)",
        "GosubIf(1?a,5)",
        "GosubIf(0?nowhere,s,1:in,a:b,5)",
        "ExecIf(1?Goto(a,5))",
        "ExecIf(0?NoOp():Goto(in,a:b,5))",
        "ExecIfTime(09:00-17:00,*,*,*?Goto(a,5))",
        "TryExec(Goto(a,5))",
        f"{'Exec(' * 8}Goto(a,5){')' * 8}",
        "NoOp()" + "\nsame => n,Exec(NoOp())" * 9 + "\nsame => n,Exec(Goto(a,5))",
        "Goto(+2)\nsame => n,Hangup()\nsame => n,Goto(a,5)",
        "Goto(3)\nsame => n,Goto(a,5)\nsame => n,Goto(-1)",
    ],
)
def test_lines_that_lead_to_a_priority(line: str) -> None:
    assert [way.chosen for way in ways(f"[in]\nexten => _X.,1,{line}\n{HIDDEN}")] == [True]


@pytest.mark.parametrize(
    "line",
    [
        "Goto(a,nowhere)",
        "Goto(+x)",
        "Goto(${CONTEXT}x,a,5)",
        "Goto(${WHERE},a,5)",
        "GotoIf(1?nowhere,s,1:a,5)",
        "GosubIf(1?nowhere,s,1:a,5)",
        'GosubIf(1?"a",5)',
        'ExecIf(1?Goto("a",5))',
        f"{'Exec(' * 9}Goto(a,5){')' * 9}",
        f"Exec(NoOp())\nsame => n,{'Exec(' * 9}Goto(a,5){')' * 9}",
    ],
)
def test_lines_that_lead_to_no_priority(line: str) -> None:
    assert ways(f"[in]\nexten => _X.,1,{line}\n{HIDDEN}") == []


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [
        ("NoOp()", True),
        ("Background(welcome)", True),
        ("WaitExten(5)", True),
        ("GotoIf(${A}?nowhere,s,1)", True),
        ("GotoIf(1?:nowhere,s,1)", True),
        ("GotoIfTime(09:00-17:00,*,*,*)", True),
        ("Gosub(nowhere,s,1)", True),
        ("GosubIf(${A}?nowhere,s,1)", True),
        ("Macro(nowhere)", True),
        ("ExecIf(${A}?NoOp())", True),
        ("ExecIf(${A}?Hangup())", True),
        ("ExecIf()", True),
        ("ExecIfTime(09:00-17:00,*,*,*?Hangup())", True),
        (f"{'Exec(' * 9}Hangup(){')' * 9}", True),
        ("Goto(nowhere,s,1)", False),
        ("GotoIf(${A}?nowhere,s,1:nowhere,t,1)", False),
        ("GotoIf(1?nowhere,s,1)", False),
        ("ExecIf(1?Hangup())", False),
        ("Exec(Hangup())", False),
        ("DISA(4711,nowhere)", False),
        *((f"{name}()", False) for name in ENDING + ASKING),
    ],
)
def test_whether_the_next_line_is_run(line: str, goes_on: bool) -> None:
    found = ways(f"[in]\nexten => _X.,1,{line}\nsame => n,Dial(PJSIP/${{EXTEN}}@provider)\n", version="18")
    assert [way.chosen for way in found] == [True] * goes_on


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("exten => 5,1,Goto(a,5)", False),
        ("exten => _X.,1,Goto(a,5)", True),
        ("exten => 5,1,ReadExten(NUMBER)\nsame => n,Goto(a,5)", True),
        ("exten => 5,1,Goto(a,5)\nexten => _7X.,1,Goto(a,5)", True),
        ("exten => _7X.,1,Goto(a,5)\nexten => 5,1,Goto(a,5)", True),
    ],
)
def test_who_dialled_a_pattern_or_was_asked_chooses_the_number(text: str, chosen: bool) -> None:
    """One line that both lead to is one way."""
    assert [way.chosen for way in ways(f"[in]\n{text}\n{HIDDEN}")] == [chosen]


def test_a_number_of_the_line_is_chosen_by_nobody() -> None:
    assert [way.chosen for way in ways("[in]\nexten => _X.,1,Dial(PJSIP/030123@provider)\n")] == [False]


@pytest.mark.parametrize(
    "line",
    [
        "exten => _X.,1,Dial(Local/${EXTEN})\n[default]\ninclude => out",
        "exten => s,1,Background(welcome,,de,out)",
        "exten => s,1,DISA(no-password)\n[disa]\ninclude => out",
        "exten => _X.,1,Goto(away,${EXTEN},1)\n[away]\nswitch => IAX2/foo:K9fw-x2Tp@bar/fromiax",
    ],
)
def test_contexts_that_go_without_saying(line: str) -> None:
    (way,) = ways(f"[in]\n{line}\n\n{TRUNK}")
    assert way.chosen
    assert way.hops


def test_a_jump_within_an_extension_is_no_hop() -> None:
    house = f"[in]\ninclude => house\n[house]\nexten => _X.,1,Goto(3)\nexten => _X.,3,{AWAY}\n"
    (way,) = ways(house)
    assert [hop.context for hop in way.hops] == ["house"]


@pytest.mark.parametrize(("number", "asked"), [("5", "5"), ("_5X.", "${EXTEN}")])
def test_of_two_ways_to_one_line_the_shorter_is_told(number: str, asked: str) -> None:
    text = (
        f"[in]\ninclude => house\nexten => {number},1,Goto(hall,{asked},1)\n"
        f"[hall]\nexten => {number},1,Goto(house,{asked},1)\n[house]\nexten => {number},1,{AWAY}\n"
    )
    (way,) = ways(text)
    assert [hop.context for hop in way.hops] == ["house"]


def test_who_may_ask_for_any_context_enters_the_nearest() -> None:
    (way,) = ways(f"[in]\ninclude => out\n{TRUNK}", "*")
    assert way.hops == []


@pytest.mark.parametrize(("most", "found"), [(3, 0), (4, 1)])
def test_only_so_many_places_are_looked_at(most: int, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "MOST_STANDS", most)
    lines = "".join(f"exten => {number},1,Answer()\n" for number in range(3))
    assert len(ways(f"[in]\n{lines}exten => _9.,1,{AWAY}\n")) == found


def test_ways_that_meet_again_are_followed_once() -> None:
    """Else each fork would double them, and what lies behind many forks would not be looked at."""
    forks = "".join(
        f"[c{at}]\nexten => _X.,1,GotoIf(${{A}}?c{at + 1},${{EXTEN}},1)\nsame => n,Goto(c{at + 1},${{EXTEN}},1)\n"
        for at in range(18)
    )
    assert len(ways(f"{forks}[c18]\nexten => _X.,1,{AWAY}\n", "c0")) == 1


@pytest.mark.parametrize("macro", ["Macro", "MacroExclusive"])
def test_macros_are_followed(macro: str) -> None:
    text = f"[in]\nexten => _X.,1,{macro}(dial,${{EXTEN}})\n[macro-dial]\nexten => s,1,Dial(DAHDI/g1/${{ARG1}})\n"
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
