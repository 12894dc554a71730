"""The tables that ship are those that the grammar gives, and they are rebuilt where they aren't."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from iaxlint.grammar import _tables, build, codes, tables

STALE = "the grammar has changed: run `python -m iaxlint.grammar.build`, and `.codes` with every Python"
SHIPPED = sorted(path.stem for path in Path(codes.__file__).parent.glob("_codes_*.py"))


def test_shipped_tables_are_those_of_the_grammar() -> None:
    assert tables.digest(tables.grammar()) == _tables.GRAMMAR, STALE
    assert build.data(tables.grammar()) == _tables.TABLES, STALE


def test_tables_do_not_depend_on_the_run() -> None:
    assert build.source(tables.grammar()) == Path(_tables.__file__).read_text()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_code_is_that_of_the_patterns(name: str) -> None:
    shipped = import_module(f"iaxlint.grammar.{name}")
    assert shipped.GRAMMAR == _tables.GRAMMAR, STALE
    assert set(shipped.CODES) == set(_tables.P), STALE
    if name == f"_codes_{codes.MAGIC}":
        assert {pattern: codes.code_of(pattern) for pattern in _tables.P} == shipped.CODES, STALE


def test_shipped_code_is_used_only_for_its_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not codes.load_codes("of another grammar")
    monkeypatch.setattr(codes, "MAGIC", 0)
    assert not codes.load_codes(_tables.GRAMMAR)


def test_code_and_compiler_make_the_same_pattern() -> None:
    known = {pattern: codes.code_of(pattern) for pattern in _tables.P}
    for pattern in _tables.P:
        assert codes.compiled(pattern, known) == codes.compiled(pattern, {})


def test_tables_are_rebuilt_when_the_grammar_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tables.grammar().replace(b"\nNL.2:", b"\n// changed\nNL.2:")
    monkeypatch.setattr(tables, "grammar", lambda: changed)
    rebuilt = tables.load()
    assert not rebuilt.codes
    assert rebuilt.shifts == _tables.TABLES[3]


def test_tables_are_rebuilt_when_none_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys.modules["iaxlint.grammar"], "_tables")
    monkeypatch.setitem(sys.modules, "iaxlint.grammar._tables", None)
    assert tables.load().rules == _tables.TABLES[1]


@pytest.mark.parametrize(
    "grammar",
    ["A B | B A | A", "A A | A", "A (B A)*"],
    ids=["in any order", "twice", "a list of two"],
)
def test_only_rules_that_leave_something_out_are_fused(grammar: str) -> None:
    from iaxlint.grammar.automaton import Automaton
    from iaxlint.grammar.fusion import fuse

    automaton = Automaton(f'file: x\nline: x\nx: {grammar}\nA: "a"\nB: "b"\n')
    with pytest.raises(ValueError, match="x"):
        fuse(automaton, ("x",), {})
