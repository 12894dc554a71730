from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plan

from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.variables import HOLE


def where(text: str, context: str, number: str, callerid: str = "", priority: int = 1) -> str | None:
    """`context:pattern`, `? reason`, or None; with `*` where there is a doubt."""
    found = plan(text).find(context, number, callerid, priority)
    if isinstance(found, Unsure):
        return f"? {found.reason}"
    return None if found is None else f"{found.context}:{found.pattern}{'*' if found.doubt else ''}"


CALLERS = "[c]\nexten => 1/555,1,NoOp()\nexten => 1/_6X,1,NoOp()\nexten => 1/,1,NoOp()\nexten => 1,1,NoOp()\n"


@pytest.mark.parametrize(
    ("callerid", "caller"), [("555", "555"), ("5-55", "555"), ("61", "_6X"), ("", ""), ("777", None)]
)
def test_extensions_for_certain_callers_come_first(callerid: str, caller: str | None) -> None:
    found = plan(CALLERS).find("c", "1", callerid)
    assert isinstance(found, Found)
    assert found.extension is not None
    assert found.extension.caller == caller


def test_an_unknown_caller_leaves_a_doubt() -> None:
    assert where(CALLERS, "c", "1", HOLE) == "c:1*"
    assert where("[c]\nexten => 1/555,1,NoOp()\n", "c", "1", HOLE) == "? 1/555 is for certain callers"
    assert where("[c]\nexten => 1/555,1,NoOp()\n", "c", "1") is None


def test_each_priority_is_looked_up_anew() -> None:
    text = "[c]\nexten => _23,1,NoOp()\nexten => _2X,2,NoOp()\nexten => _X.,3,NoOp()\ninclude => d\n"
    text += "[d]\nexten => 23,4,NoOp()\n"
    assert [where(text, "c", "23", "", number) for number in (1, 2, 3, 4, 5)] == [
        "c:_23",
        "c:_2X",
        "c:_X.",
        "d:23",
        None,
    ]


def test_the_tree_looks_into_the_best_extension_only() -> None:
    head, one, other = "[general]\nextenpatternmatchnew=yes\n[c]\n", "exten => 23,1,NoOp()\n", "exten => _2X,2,NoOp()\n"
    assert where(head + other + one, "c", "23") == "c:23"
    assert where(head + other + one, "c", "23", "", 2) is None
    # a digit of a pattern weighs no more than one of a number, and then the newer extension is the better one
    assert where(head + one + other, "c", "23") is None
    assert where(head + one + other, "c", "23", "", 2) == "c:_2X"


INCLUDES = """[c]
exten => _X,1,NoOp()
include => d
include => e
[d]
exten => 12,1,NoOp()
include => c
include => d
[e]
exten => 1,1,NoOp()
exten => _XX,1,NoOp()
"""


@pytest.mark.parametrize(("number", "wanted"), [("1", "c:_X"), ("12", "d:12"), ("13", "e:_XX"), ("123", None)])
def test_includes_come_after_the_context_itself(number: str, wanted: str | None) -> None:
    assert where(INCLUDES, "c", number) == wanted


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        ("", "d:1"),
        (",*,*,*,*", "d:1"),
        (",9:00-17:00,mon-fri,*,*", "? include"),
        (",*,*,30,feb", None),
        ("|*|*|1|jan", "? "),
    ],
)
def test_timed_includes(times: str, wanted: str | None) -> None:
    found = where(f"[c]\ninclude => d{times}\n[d]\nexten => 1,1,NoOp()\n", "c", "1")
    assert found == wanted or (wanted is not None and found is not None and found.startswith(wanted))


def test_time_decides_nothing_where_both_ways_have_the_number() -> None:
    text = "[c]\ninclude => d,9:00-17:00\ninclude => e\n"
    text += "[d]\nexten => 1,1,NoOp()\n[e]\nexten => 1,1,NoOp()\nexten => 2,1,NoOp()\n"
    assert where(text, "c", "1") == "d:1*"
    assert where(text, "c", "2") == "e:2"


def test_contexts_are_looked_into_once_whatever_their_case() -> None:
    text = "[c]\ninclude => d\ninclude => D\n[d]\nexten => 1,2,NoOp()\n[D]\nexten => 1,1,NoOp()\n"
    assert where(text, "c", "1") is None
    assert where(text, "D", "1") == "D:1"


def test_a_long_chain_of_includes_has_an_end() -> None:
    text = "".join(f"[c{at}]\ninclude => c{at + 1}\n" for at in range(2000)) + "[c2000]\nexten => 1,1,NoOp()\n"
    assert where(text, "c0", "1") is None
    assert where(text, "c1600", "1") == "c2000:1"


SWITCHES = "[c]\nswitch => {}\nexten => 1,1,NoOp()\ninclude => d\n[d]\nexten => 2,1,NoOp()\n"


@pytest.mark.parametrize(
    ("switch", "one", "two", "three"),
    [
        ("IAX2/bar/fromiax", "c:1", "d:2*", "? the switch IAX2/bar/fromiax may have it"),
        ("Realtime/c@nowhere", "c:1", "d:2", None),
        ("NoSuchSwitch/x", "c:1", "d:2", None),
        ("DUNDi/e164", "c:1", "d:2*", "? the switch DUNDi/e164 may have it"),
    ],
)
def test_switches_come_before_includes(switch: str, one: str, two: str, three: str | None) -> None:
    text = SWITCHES.format(switch)
    assert [where(text, "c", number) for number in "123"] == [one, two, three]


@pytest.mark.parametrize(("answer", "wanted"), [(True, "c"), (False, "d"), (None, "d")])
def test_the_other_end_of_a_switch_is_asked(answer: bool | None, wanted: str) -> None:
    asked = []

    def ask(switch: object, number: str) -> bool | None:
        asked.append(number)
        return answer

    found = plan(SWITCHES.format("IAX2/bar/x")).find("c", "2", ask=ask)
    assert isinstance(found, Found)
    assert (found.context, asked) == (wanted, ["2"])
    assert (found.switch is not None) is (answer is True)
    assert (found.doubt is not None) is (answer is None)


def test_realtime_is_asked_where_a_database_is_mapped() -> None:
    files = {"extconfig_conf": "[settings]\nextensions => odbc,asterisk\n"}
    found = plan("[c]\nswitch => Realtime\n", **files).find("c", "1")
    assert isinstance(found, Unsure)
    assert plan("[c]\nswitch => Realtime/@other\n", **files).find("c", "1") is None


@pytest.mark.parametrize(
    ("files", "context", "unsure"),
    [
        ({"extensions_ael": "context local {\n 1 => NoOp();\n};\nmacro out(a) {}\n"}, "local", True),
        ({"extensions_ael": "// context local {\n/* context local { */\ncontext other {}"}, "local", False),
        ({"extensions_lua": 'extensions = { ["local"] = {} }'}, "local", True),
        ({"extensions_lua": "-- local\n--[[ local ]]"}, "local", False),
        ({"extconfig_conf": "[settings]\nextensions.conf => odbc,asterisk\n"}, "anything", True),
        ({}, "parkedcalls", True),
        ({}, "local", False),
    ],
)
def test_contexts_from_elsewhere(files: dict[str, str], context: str, unsure: bool) -> None:
    dialplan = plan("[c]\ninclude => local\n", **files)
    assert isinstance(dialplan.find(context, "1"), Unsure) is unsure
    assert bool(dialplan.unsure(context)) is unsure
    if context == "local":
        assert isinstance(dialplan.find("c", "1"), Unsure) is unsure


def test_what_exec_may_bring_is_unsure_and_what_is_there_is_found() -> None:
    text = "[c]\nexten => 1,1,NoOp()\n#exec /usr/bin/more\n"
    assert where(text, "c", "1") == "c:1"
    assert (where(text, "c", "2") or "").startswith("? ")


def test_an_extension_whose_name_is_not_known_is_a_doubt() -> None:
    text = "[c]\nexten => ${ENV(X)},1,NoOp()\nexten => 1,1,NoOp()\n"
    assert where(text, "c", "1") == "c:1"
    assert where(text, "c", "2") == "? the name of an extension is not known"


def test_labels() -> None:
    text = "[c]\nexten => _X.,1,NoOp()\n same => n(here),NoOp()\nexten => 12,1,NoOp()\ninclude => d\n"
    dialplan = plan(text + "[d]\nexten => 12,1(there),NoOp()\n")
    here = dialplan.find_label("c", "12", "here")
    there = dialplan.find_label("c", "12", "there")
    assert isinstance(here, Found)
    assert isinstance(there, Found)
    assert here.priority is not None
    assert (here.priority.number, there.context) == (2, "d")
    assert dialplan.find_label("c", "1", "here") is None


def test_reachable() -> None:
    dialplan = plan(
        "[a]\ninclude => b\n[b]\nexten => 1,1,NoOp()\n[c]\nexten => 1,2,NoOp()\n[d]\ninclude => b,*,*,30,feb\n[e]\n"
    )
    assert [dialplan.reachable(name) for name in "abcdef"] == [True, True, False, False, False, False]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=8), st.sampled_from("abcd"))
def test_every_context_of_a_maze_of_includes_is_found(edges: list[tuple[str, str]], goal: str) -> None:
    text = "".join(f"[{name}]\n" for name in "abcd") + "".join(f"[{a}]\ninclude => {b}\n" for a, b in edges)
    reached, waiting = set(), ["a"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [b for a, b in edges if a == name]
    assert (where(text + f"[{goal}]\nexten => 1,1,NoOp()\n", "a", "1") is not None) is (goal in reached)
