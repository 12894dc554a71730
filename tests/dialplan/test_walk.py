from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import plan, recorded

from iaxlint.call.channel import Channel, Values
from iaxlint.call.walk import Walk, Walker, walk
from iaxlint.model.application import applications
from iaxlint.model.dialplan import Dialplan
from iaxlint.model.extension import Priority
from iaxlint.model.variables import HOLE, known, substitute
from iaxlint.model.version import Version

WALKED = recorded("dialplan-walk.json")
KNOWN = {name.lower() for name in applications(Version.parse("22"))}


def place(dial: str, _: str) -> tuple[str, object]:
    """The other server of the recordings has 23 and 42 in one context, and nobody is at one address."""
    host, _, rest = dial.removeprefix("IAX2/").partition("/")
    number, _, context = rest.partition("@")
    if host == "192.168.2.9":
        return "silent", None
    fits = host == "bar" and number in ("23", "42") and context in ("", "fromiax")
    return ("reaches" if fits else "fails"), dial


def ask(data: str, number: str) -> bool:
    """Whether the other server has a number that a switch asks it for."""
    host, _, context = data.partition("/")
    return place(f"IAX2/{host}/{number}@{context}", "")[0] == "reaches"


def run(text: str, number: str = "1", version: str = "22", **options: object) -> Walk:
    return walk(plan(text, version), "c", number, place, ask, **options)  # type: ignore[arg-type]


class Recorder(Walker):
    """Notes every priority that is run, as the manager's Newexten events tell it."""

    def __init__(self, dialplan: Dialplan) -> None:
        super().__init__(dialplan, place, ask)
        self.path: list[list[str]] = []

    def execute(self, channel: Channel, priority: Priority):  # type: ignore[no-untyped-def]
        # of a copy, as what a function changes would change twice
        data = substitute(priority.data, Values(self.dialplan, channel.fork()))
        self.path.append([channel.context, channel.extension, str(channel.priority), priority.app, data])
        return super().execute(channel, priority)


@pytest.mark.parametrize("number", list(WALKED["calls"]))
def test_calls_take_the_way_that_they_took_in_asterisk(number: str) -> None:
    truth = WALKED["calls"][number]
    recorder = Recorder(plan(WALKED["text"]))
    endings = recorder.run(Channel("out", number, 1, "", {}, {}, {}, {}))
    verdict = "reaches" if truth["reaches"] else "fails"
    assert [ending.verdict for ending in endings] in ([verdict], ["unknown"] if number == "810" else [])
    ours = [step for step in recorder.path if step[3].lower() in KNOWN]
    assert [step[:4] for step in ours] == [step[:4] for step in truth["path"]]
    for mine, theirs in zip(ours, truth["path"], strict=True):
        assert mine[4] == theirs[4] or not known(mine[4])


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ("Dial(IAX2/bar/23)", "reaches"),
        ("Dial(IAX2/bar/9)", "fails"),
        ("Dial(PJSIP/100)", "unknown"),
        ("Dial(SIP/100)", "fails"),
        ("Dial(PJSIP/100&IAX2/bar/23)", "reaches"),
        ("Dial(IAX2/bar/${DB(a/b)})", "unknown"),
        ("Dial(${DB(a/b)})", "unknown"),
        ("GotoIf(${DB(a/b)}?2:3)|Dial(IAX2/bar/23)|Dial(IAX2/bar/42)", "reaches"),
        ("GotoIf(${DB(a/b)}?2:3)|Dial(IAX2/bar/23)|Dial(IAX2/bar/9)", "unknown"),
        ("GotoIf(${DB(a/b)}?2:3)|Dial(IAX2/bar/8)|Dial(IAX2/bar/9)", "fails"),
        ("GotoIfTime(9:00-17:00,mon-fri,*,*?2:3)|Dial(IAX2/bar/23)|Dial(IAX2/bar/9)", "unknown"),
        ("ExecIf(${DB(a/b)}?Dial(IAX2/bar/23):Dial(IAX2/bar/42))", "reaches"),
        ("Goto(${DB(a/b)},1)", "unknown"),
        ("AGI(x.py)", "unknown"),
        ("Queue(sales)", "unknown"),
        ("ConfBridge(1)", "fails"),
        ("Answer()|Echo()", "fails"),
        ("NoSuchApplication()|Dial(IAX2/bar/23)", "unknown"),
        ("Goto(nowhere)|Dial(IAX2/bar/23)", "fails"),
        ("Goto( 3 )|Hangup()|Dial(IAX2/bar/23)", "reaches"),
        ("TryExec(Goto(nowhere))|Dial(IAX2/bar/23)", "reaches"),
        ("TryExec(Gosub(none,1,1))|Dial(IAX2/bar/23)", "reaches"),
        ("TryExec(Return())|GotoIf($[${TRYSTATUS} = FAILED]?4)|Hangup()|Dial(IAX2/bar/23)", "reaches"),
        ("TryExec(NoOp())|GotoIf($[${TRYSTATUS} = SUCCESS]?4)|Hangup()|Dial(IAX2/bar/23)", "reaches"),
        ("TryExec(Hangup())|Dial(IAX2/bar/23)", "fails"),
        ("ExecIf(1?:NoOp())|Dial(IAX2/bar/23)", "fails"),
        ("ExecIf(0?:Dial(IAX2/bar/23))", "reaches"),
        ("Set(T=8,23)|Set(N=${SHIFT(T)})|Dial(IAX2/bar/${T})", "reaches"),
        ("Set(T=23-8)|Set(N=${POP(T,-)})|Dial(IAX2/bar/${T})", "reaches"),
        ("Set(T=23)|Set(N=${SHIFT(T)})|Dial(IAX2/bar/${N}${T})", "reaches"),
        ("Set(T=2)|Set(PUSH(T,-)=3)|Dial(IAX2/bar/${CUT(T,-,1)}${CUT(T,-,2)})", "reaches"),
        ("Set(T=2)|Set(UNSHIFT(T)=4)|Dial(IAX2/bar/${CUT(T,\\,,1)}${CUT(T,\\,,2)})", "reaches"),
        ("Set(N=22)|NoOp(${INC(N)})|Dial(IAX2/bar/${N})", "reaches"),
        ("Set(N=24)|Dial(IAX2/bar/${DEC(N)})", "reaches"),
        ("Set(N=2x)|Dial(IAX2/bar/${INC(N)}23)", "reaches"),
        ("Set(N=23)|NoOp(${INC(${DB(a/b)})})|Dial(IAX2/bar/${N})", "reaches"),
        ("Answr()|Dial(IAX2/bar/23)", "fails"),
        ("Answer )|Dial(IAX2/bar/23)", "fails"),
        ("Dial,IAX2/bar/23", "fails"),
        ("answer()|DIAL(IAX2/bar/23)", "reaches"),
        ("Goto(1)", "fails"),
        ("NoOp()|Goto(1)", "fails"),
        ("Set(i=0)|Set(i=$[${i} + 1])|GotoIf($[${i} < 100000]?2)|Dial(IAX2/bar/23)", "unknown"),
        ("While(${DB(a/b)})|Dial(IAX2/bar/9)|EndWhile()|Dial(IAX2/bar/23)", "reaches"),
        ("If(${DB(a/b)})|Dial(IAX2/bar/9)|EndIf()|Dial(IAX2/bar/23)", "reaches"),
        (
            "Dial(IAX2/192.168.2.9/1,5)|GotoIf($[${DIALSTATUS} = NOANSWER]?3:4)|Dial(IAX2/bar/23)|Hangup()",
            "reaches",
        ),
        (
            "Dial(IAX2/192.168.2.9/1)|GotoIf($[${DIALSTATUS} = CHANUNAVAIL]?3:4)|Dial(IAX2/bar/23)|Hangup()",
            "reaches",
        ),
        ('Dial(PJSIP/1)|GotoIf($["${DIALSTATUS}" = "BUSY"]?3:4)|Dial(IAX2/bar/23)|Dial(IAX2/bar/42)', "unknown"),
        ("WaitExten(5)|Dial(IAX2/bar/23)", "unknown"),
        ("RetryDial(a,1,2,IAX2/bar/23,20)", "reaches"),
        ('System(reboot)|GotoIf($["${SYSTEMSTATUS}" = "SUCCESS"]?3:4)|Dial(IAX2/bar/23)|Hangup()', "unknown"),
        ("Set(CALLERID(num)=5)|GotoIf($[${CALLERID(num)} = 5]?3:4)|Dial(IAX2/bar/23)|Hangup()", "reaches"),
        ('GotoIf($["${CALLERID(name)}" = "x"]?2:3)|Dial(IAX2/bar/23)|Hangup()', "unknown"),
        ("Dial(Local/1@c)", "fails"),
        ("Page(IAX2/bar/23&IAX2/bar/9)", "reaches"),
        ("ExecIfTime(*,*,30,feb?Hangup())|Dial(IAX2/bar/23)", "reaches"),
    ],
)
def test_verdicts(lines: str, verdict: str) -> None:
    text = "[c]\n" + "".join(f"exten => 1,{at},{line}\n" for at, line in enumerate(lines.split("|"), 1))
    assert run(text).verdict == verdict


def test_a_macro_runs_where_there_are_macros() -> None:
    text = "[c]\nexten => 1,1,Macro(out,23)\n same => n,Dial(IAX2/bar/4${ARG1}2)\n"
    text += "[macro-out]\nexten => s,1,GotoIf($[${ARG1} = 23]?end)\n same => n,Hangup()\n same => n(end),NoOp()\n"
    assert run(text, version="20").verdict == "reaches"
    assert "no application Macro any more" in run(text, version="21").reason


def test_an_eswitch_is_substituted_for_each_call() -> None:
    text = "[c]\nexten => 1,1,Set(P=bar)\n same => n,Goto(d,{},1)\n[d]\neswitch => IAX2/${{P}}\n"
    assert run(text.format(23)).verdict == "reaches"
    assert run(text.format(24)).verdict == "fails"
    assert run(text.format(23).replace("P=bar", "P=${DB(x/y)}")).verdict == "unknown"


@pytest.mark.parametrize(
    ("switch", "number", "dialled"),
    [("IAX2/bar/fromiax", "23", "IAX2/bar/23@fromiax"), ("IAX2/bar", "42", "IAX2/bar/42"), ("IAX2/bar", "9", None)],
)
def test_a_switch_passes_the_call_on(switch: str, number: str, dialled: str | None) -> None:
    found = run(f"[c]\nswitch => {switch}\n", number)
    assert found.verdict == ("reaches" if dialled else "fails")
    assert [call.dial for call in found.calls] == ([dialled] if dialled else [])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("[c]\nexten => 2,1,NoOp()\nexten => i,1,Dial(IAX2/bar/23)\n", "fails"),
        ("[c]\nexten => 1,1,Incomplete()\nexten => i,1,Dial(IAX2/bar/23)\n", "reaches"),
        ("[c]\nexten => 1,1,Incomplete()\nexten => e,1,Dial(IAX2/bar/23)\nexten => 2,1,NoOp()\n", "reaches"),
        ("[c]\nexten => 1,1,Incomplete()\nexten => i,1,Dial(IAX2/bar/23)\nexten => _1X,1,NoOp()\n", "fails"),
        ("[c]\nexten => 1,1,Goto(7,1)\nexten => i,1,Dial(IAX2/bar/${INVALID_EXTEN}3)\n", "fails"),
        ("[c]\nexten => 1,1,Goto(2,1)\nexten => i,1,Dial(IAX2/bar/${INVALID_EXTEN}3)\n", "reaches"),
        ("[c]\nexten => 1,1,Goto(2,1)\nexten => e,1,Dial(IAX2/bar/23)\n", "reaches"),
        ("[c]\nexten => 1,1,NoOp()\nexten => t,1,Dial(IAX2/bar/23)\n", "fails"),
        ("[general]\nautofallthrough=no\n[c]\nexten => 1,1,NoOp()\nexten => t,1,Dial(IAX2/bar/23)\n", "reaches"),
        ("[c]\nexten => 1,1,Hangup()\nexten => h,1,Dial(IAX2/bar/23)\n", "fails"),
    ],
)
def test_special_extensions(text: str, verdict: str) -> None:
    assert run(text).verdict == verdict


def test_every_call_is_told_with_its_line_and_no_secret() -> None:
    found = run("[c]\nexten => 1,1,Dial(IAX2/me:hush@bar/9)\n same => n,Dial(IAX2/bar/23&IAX2/bar/9)\n")
    assert [(call.dial, call.verdict, call.variable.line) for call in found.calls] == [
        ("IAX2/me:hush@bar/9", "fails", 2),
        ("IAX2/bar/23", "reaches", 3),
        ("IAX2/bar/9", "fails", 3),
    ]
    assert found.reached is found.calls[1]
    assert found.reached.handle == "IAX2/bar/23"
    assert "hush" not in " ".join(move.message for move in found.moves)


@pytest.mark.parametrize(
    "lines",
    [
        "exten => 1,1,Dial,IAX2/me:hush@bar/23",
        "exten => 1,1,Dial,IAX2/me:hush@bar/23(",
        "exten => 1,1,Dial(IAX2/me:hush@bar/${DB(a/b)})",
        "exten => 1,1,Dial(PJSIP/me:hush@bar)",
        "switch => IAX2/me:hush@bar/x\nlswitch => IAX2/me:hush@bar/x",
        "exten => 1,1,Dial(hush)",
    ],
)
def test_no_secret_is_told(lines: str) -> None:
    dialplan = plan(f"[c]\n{lines}\n")
    found = walk(dialplan, "c", "1", place, ask)
    told = [*(problem.message for problem in dialplan.problems), *(move.message for move in found.moves)]
    told += [found.reason, dialplan.unsure("c"), *(ending.reason for ending in found.endings)]
    looked_up = dialplan.find("c", "2")
    told.append(getattr(looked_up, "reason", ""))
    assert "me:hush" not in "\n".join(told)


def test_the_same_call_is_placed_once_at_most() -> None:
    placed = []

    def count(dial: str, _: str) -> tuple[str, object]:
        placed.append(dial)
        return "fails", None

    text = "[c]\nexten => 1,1,GotoIf(${DB(x)}?3)\n same => n,NoOp()\n same => n,Dial(IAX2/bar/1)\n same => n,Goto(1)\n"
    walk(plan(text), "c", "1", count, ask)
    assert placed == ["IAX2/bar/1"]


@pytest.mark.parametrize(
    ("lines", "answered"),
    [
        ("Answer()|Hangup()", True),
        ("NoOp()|Hangup()", False),
        ("Answr()", False),
        ("Playback(beep)", True),
        ("GotoIf(${DB(a/b)}?2:3)|Answer()|NoOp()", None),
        ("Dial(PJSIP/100)", None),
        ("Dial(IAX2/bar/23)", True),
        ("Answer()|Dial(PJSIP/100)", True),
    ],
)
def test_whether_the_call_is_answered(lines: str, answered: bool | None) -> None:
    text = "[c]\n" + "".join(f"exten => 1,{at},{line}\n" for at, line in enumerate(lines.split("|"), 1))
    assert run(text).answered is answered


def test_variables_and_the_caller_are_given() -> None:
    text = "[c]\nexten => 1/5,1,Dial(IAX2/${PEER}/23)\n"
    assert run(text, callerid="5", variables={"PEER": "bar"}).verdict == "reaches"
    assert run(text, callerid="5").verdict == "fails"
    assert run(text, callerid=HOLE).verdict == "unknown"


APPS = [
    *("NoOp()", "Dial(IAX2/bar/23)", "Dial(IAX2/bar/9)", "Dial(Local/2@c)", "Dial(Local/1@c/n)", "Hangup()"),
    *("Goto(1)", "Goto(3)", "Goto(2,1)", "GotoIf(${X}?1:2)", "GotoIf(${DB(a)}?1:4)", "ExecIf(${X}?Goto(1))"),
    *("Gosub(2,1)", "Return()", "Macro(m)", "Set(X=${X}1)", "Set(X=)", "While(${DB(b)})", "EndWhile()"),
    *("ExitWhile()", "If(${X})", "Else()", "EndIf()"),
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(APPS), min_size=1, max_size=6), st.lists(st.sampled_from(APPS), max_size=4))
def test_every_maze_has_an_end(first: list[str], second: list[str]) -> None:
    lines = [f"exten => 1,{at},{app}\n" for at, app in enumerate(first, 1)]
    lines += [f"exten => 2,{at},{app}\n" for at, app in enumerate(second, 1)]
    found = run("[c]\n" + "".join(lines), version="20")
    assert found.verdict in ("reaches", "fails", "unknown")
    assert not (found.verdict == "reaches" and found.reached is None)
    assert not any(call.verdict == "reaches" for call in found.calls) or found.verdict != "fails"
