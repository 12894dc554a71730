from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plan, recorded

from iaxlint.model.dialplan import Dialplan
from iaxlint.model.dialplan_problems import KINDS
from iaxlint.model.extension import HINT
from iaxlint.model.lookup import sort_key

LOADS = recorded("dialplan-load.json")
SPOKEN = ("Invalid priority", "Label missing", "Can't use", "No previous pattern", "==!!==", "Context '")


def shown(dialplan: Dialplan) -> dict[str, list[list[object]]]:
    """The rows of `dialplan show`; it leaves the label out where the extension's name stands."""
    contexts = {}
    for context in dialplan.contexts.values():
        rows: list[list[object]] = []
        for extension in sorted(context.extensions, key=sort_key):
            for at, number in enumerate(sorted(extension.priorities)):
                priority = extension.priorities[number]
                text = f"{number}. {priority.app}({priority.data})" if number != HINT else f"hint: {priority.app}"
                label = None if at == 0 else priority.label
                rows.append([extension.title, label, text.strip(), priority.variable.line])
        rows += [["Include", include.text] for include in context.includes]
        rows += [["Ignore pattern", text] for text, _ in context.ignorepats]
        rows += [["Alt. Switch", f"{switch.name}/{switch.data}"] for switch in context.switches]
        contexts[context.name] = rows
    return contexts


@pytest.mark.parametrize("case", LOADS, ids=lambda case: case["name"])
def test_the_dialplan_is_what_asterisk_shows(case: dict[str, object]) -> None:
    assert shown(plan(case["text"])) == case["contexts"]  # type: ignore[arg-type]


@pytest.mark.parametrize("case", LOADS, ids=lambda case: case["name"])
def test_problems_are_those_that_asterisk_logs(case: dict[str, list[str]]) -> None:
    said = {problem.message for problem in plan(case["text"]).problems}  # type: ignore[arg-type]
    logged = {line for line in case["log"] if line.startswith(SPOKEN)}
    assert logged == {line for line in said if line.startswith(SPOKEN) and " include nonexistent " not in line}


def kinds(text: str, version: str = "22") -> list[tuple[str, int]]:
    return [(problem.kind, problem.variable.line) for problem in plan(text, version).problems]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("same => n,NoOp()", "same-without-exten"),
        ("exten => 1,n(a,NoOp()", "label-unclosed"),
        ("exten => 1,n,NoOp()", "next-without-exten"),
        ("exten => 1,s,NoOp()", "same-priority-without-exten"),
        ("exten => 1,one,NoOp()", "priority-no-number"),
        ("exten => 1", "priority-no-number"),
        ("exten => 1,0,NoOp()", "priority-below-one"),
        ("exten => 1,1,NoOp(", "parenthesis-missing"),
        ("exten => _.,1,NoOp()", "pattern-too-wide"),
        ("include => c\ninclude => C", "include-twice"),
        ("ignorepat => 9\nignorepat => 9", "ignorepat-twice"),
        ("switch => IAX2/a\nlswitch => iax2/A", "switch-twice"),
        ("extension => 1,1,NoOp()", "directive-unknown"),
        ("exten => ,1,NoOp()", "extension-empty"),
        ("exten => 1,1,NoOp()\nexten => 1,1,Answer()", "priority-twice"),
        ("exten => _X,1,NoOp()\nexten => _[0-9],1,Answer()", "priority-twice-aliased"),
        ("exten => 1,1(a),NoOp()\nsame => n(a),NoOp()", "label-twice"),
        ("exten => _[1,1,NoOp()]x[,1,NoOp()", "priority-no-number"),
        ("include => nowhere", "include-missing-context"),
        ("exten => 1,hint,SIP/1\nsame => n,NoOp()", "priority-after-hint"),
    ],
)
def test_each_problem(lines: str, kind: str) -> None:
    assert kinds(f"[c]\n{lines}\n") == [(kind, len(lines.splitlines()) + 1)]
    assert kind in KINDS


def test_a_problem_names_the_line_that_it_collides_with() -> None:
    (problem,) = plan("[c]\nexten => 1,1,NoOp()\nexten => 1,1,Answer()\n").problems
    assert problem.other is not None
    assert (problem.other.line, problem.variable.line) == (2, 3)
    assert plan("[c]\nexten => 1,1,NoOp()\nexten => 1,1,Answer()\n").find("c", "1").priority.app == "NoOp"  # type: ignore[union-attr]


def test_the_priority_of_another_extension_goes_on() -> None:
    dialplan = plan("[c]\nexten => 1,1,NoOp()\nexten => 2,n,Answer()\n")
    assert dialplan.find("c", "2") is None
    assert dialplan.find("c", "2", priority=2) is not None


def test_a_comma_in_a_set_ends_no_pattern() -> None:
    found = plan("[a]\nexten => _[1,2]X,1,NoOp(a)\n[b]\nexten => _[1,2]X,1,NoOp(b)\n").contexts["b"].extensions
    assert [(each.name, (first := each.get(1)) and first.call) for each in found] == [("_[1,2]X", ("NoOp", "b"))]


def test_sections_of_one_name_are_one_context_but_case_tells_apart() -> None:
    dialplan = plan("[c]\nexten => 1,1,NoOp()\n[C]\nexten => 2,1,NoOp()\n[c]\nexten => 3,1,NoOp()\nsame => n,NoOp()\n")
    assert list(dialplan.contexts) == ["c", "C"]
    assert [extension.name for extension in dialplan.contexts["c"].extensions] == ["1", "3"]
    assert len(dialplan.places("c")) == 2
    assert dialplan.find("c", "2") is None


def test_templates_hand_their_lines_on() -> None:
    dialplan = plan("[t](!)\nexten => 1,1,NoOp(t)\n[c](t)\nsame => n,NoOp(c)\n")
    assert list(dialplan.contexts) == ["c"]
    assert [p.data for p in dialplan.contexts["c"].extensions[0].priorities.values()] == ["t", "c"]


def test_general_and_globals() -> None:
    dialplan = plan(
        "[general]\nautofallthrough=no\n[globals]\nA=1\nB=${A}2\n__C=3\nGLOBAL(D)=4\nE=${ENV(HOME)}\n"
        "[GLOBALS]\nA=5\n[general]\nextenpatternmatchnew=yes\n[c]\nexten => ${B},1,NoOp()\ninclude => x${C}\n"
    )
    assert not dialplan.autofallthrough
    assert not dialplan.matches_by_tree
    assert {name: found.value for name, found in dialplan.globals.items()} == {
        "A": "5",
        "B": "12",
        "C": "3",
        "D": "4",
        "E": "\0",
    }
    assert dialplan.find("c", "12") is not None
    assert dialplan.contexts["c"].includes[0].name == "x3"


def test_hints_and_labels() -> None:
    dialplan = plan("[c]\nexten => 7,hint,IAX2/${EXTEN}\nexten => 7,1(start),NoOp(a,(b),c)d\n same => n(end),Hangup\n")
    extension = dialplan.contexts["c"].extensions[0]
    assert extension.priorities[HINT].app == "IAX2/7"
    assert {label: priority.number for label, priority in extension.labels.items()} == {"start": 1, "end": 2}
    assert extension.priorities[1].call == ("NoOp", "a,(b),c")
    assert extension.priorities[2].call == ("Hangup", "")


def test_users_of_users_conf_get_an_extension_up_to_22() -> None:
    users = "[general]\nhasiax=no\n[7001]\nhasiax=yes\nalternateexts=801,802\n[7002]\nhasiax=yes\nhasexten=no\n[7003]\n"
    dialplan = plan("[general]\nuserscontext=people\n", users_conf=users)
    found = dialplan.find("people", "7001")
    assert found is not None
    assert found.priority.call == ("Dial", "${HINT}")  # type: ignore[union-attr]
    assert [extension.name for extension in dialplan.contexts["people"].extensions] == ["7001", "801", "802"]
    assert plan("[c]\n", "23", users_conf=users).contexts.keys() == {"c"}


def test_autohints_came_with_14() -> None:
    assert kinds("[c]\nautohints=yes\n", "13") == [("directive-unknown", 2)]
    assert kinds("[c]\nautohints=yes\n", "14") == []


def test_without_the_file_there_is_no_dialplan() -> None:
    assert not plan("[c\n").loaded
    assert plan("[c\n").contexts == {}


@given(st.text("[]c=> exten,same(){}$1n_X.\\/\n", max_size=120))
def test_no_text_is_too_odd(text: str) -> None:
    dialplan = plan(text)
    for context in dialplan.contexts:
        dialplan.find(context, "1")
        dialplan.find(context, "_X")


@given(st.lists(st.tuples(st.sampled_from(["1", "2", "_X", "_XX"]), st.integers(1, 4)), max_size=12))
def test_the_first_line_of_a_priority_stays(lines: list[tuple[str, int]]) -> None:
    text = "[c]\n" + "".join(f"exten => {name},{number},NoOp({at})\n" for at, (name, number) in enumerate(lines))
    first: dict[tuple[str, int], int] = {}
    for at, line in enumerate(lines):
        first.setdefault(line, at)
    found = {
        (extension.name, priority.number): int(priority.data) for _, extension, priority in plan(text).priorities()
    }
    assert found == first
