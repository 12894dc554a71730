"""Makes the parser's tables from the grammar, through Lark: `python -m iaxlint.grammar.build` writes them."""

from __future__ import annotations

from iaxlint.grammar.automaton import Automaton, action_of
from iaxlint.grammar.firsts import firsts
from iaxlint.grammar.fusion import fuse
from iaxlint.grammar.tables import Tables, digest, grammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from lark.grammar import Rule

    from iaxlint.grammar.tables import Fused

SINGLE = ("header", "header_with_parents")
"""Rules that are worth matching whole."""

RUNS = {"_item": ("option", "comment", "blank")}
"""Items of lists of which many in a row are worth matching at once: those that most lines are."""


def data(text: bytes) -> tuple[Any, ...]:
    """The tables of a grammar, as the arguments of `Tables`; the same for the same text."""
    automaton = Automaton(text.decode())
    states = range(len(automaton.shifts))
    reductions = tuple(automaton.default(state) for state in states)
    open_states = [state for state in states if reductions[state] < 0 and automaton.reads[state]]
    return (
        automaton.starts,
        tuple(_rule(rule) for rule in automaton.rules),
        reductions,
        {state: _shifts(automaton, state) for state in open_states},
        {state: found for state in states if (found := _gotos(automaton, state))},
        {state: _lexer(automaton, state) for state in open_states},
        {name: firsts(pattern) for name, pattern in sorted(automaton.patterns.items())},
        {state: tuple(rules) for state, rules in sorted(fuse(automaton, SINGLE, RUNS).items())},
    )


def build(text: bytes) -> Tables:
    """The tables of a grammar."""
    return Tables(*data(text), codes={})


def _rule(rule: Rule) -> tuple[str, int, str, tuple[int, ...] | None, bool]:
    places = None
    if rule.options.empty_indices:
        children = iter(range(len(rule.expansion)))
        places = tuple(-1 if absent else next(children) for absent in rule.options.empty_indices)
    name, action, size = str(rule.origin.name), action_of(rule), len(rule.expansion)
    grows = not action and places is None and size == 2 and rule.expansion[0].name == name
    return name, size, action, places, grows


def _shifts(automaton: Automaton, state: int) -> dict[str, int]:
    shifts = {name: to for name, to in automaton.shifts[state].items() if name in automaton.patterns}
    return {**shifts, **{name: ~rule for name, rule in automaton.reductions[state].items()}}


def _gotos(automaton: Automaton, state: int) -> dict[str, int]:
    return {name: to for name, to in automaton.shifts[state].items() if name not in automaton.patterns}


def _lexer(automaton: Automaton, state: int) -> tuple[str, tuple[str, ...]]:
    terminals = automaton.reads[state]
    return "|".join(f"({automaton.patterns[name]})" for name in terminals), terminals


class _Writer:
    """Writes tables as Python source; what stands in them often is written once."""

    def __init__(self, text: bytes) -> None:
        self.hash = digest(text)
        self.starts, self.rules, self.reductions, *more = data(text)
        self.shifts, self.gotos, self.lexers, self.firsts, self.fused = more
        self.patterns: dict[str, str] = {}
        self.scanners: dict[tuple[str, tuple[str, ...]], str] = {}

    def source(self) -> str:
        """The module."""
        lexers = [f"{state}: {self._scanner(*lexer)}" for state, lexer in self.lexers.items()]
        fused = [f"{state}: ({', '.join(map(self._fused, rules))},)" for state, rules in self.fused.items()]
        return f'''"""What `python -m iaxlint.grammar.build` has made of asterisk.lark."""

# ruff: noqa: E501

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GRAMMAR = {self.hash!r}
P = (
{_lines(map(ascii, self.patterns))}
)
S = (
{_lines(f"({self.patterns[pattern]}, {terminals})" for pattern, terminals in self.scanners)}
)
TABLES: Any = (
    {self.starts},
    (
{_lines(map(repr, self.rules))}
    ),
    {self.reductions},
    {{
{_lines(f"{state}: {row}" for state, row in self.shifts.items())}
    }},
    {{
{_lines(f"{state}: {row}" for state, row in self.gotos.items())}
    }},
    {{
{_lines(lexers)}
    }},
    {{
{_lines(f"{name!r}: {first:#x}" for name, first in self.firsts.items())}
    }},
    {{
{_lines(fused)}
    }},
)
'''

    def _pattern(self, pattern: str) -> str:
        return self.patterns.setdefault(pattern, f"P[{len(self.patterns)}]")

    def _scanner(self, pattern: str, terminals: tuple[str, ...]) -> str:
        self._pattern(pattern)
        return self.scanners.setdefault((pattern, terminals), f"S[{len(self.scanners)}]")

    def _fused(self, rule: Fused) -> str:
        first, pattern, action, items, effect, after = rule
        listed = f"({items[0]}, {self._pattern(items[1])})" if items else "None"
        return f"({first:#x}, {self._pattern(pattern)}, {action!r}, {listed}, {effect}, {after})"


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"    {item}," for item in items)


def source(text: bytes) -> str:
    """The module that the tables of a grammar ship as."""
    return _Writer(text).source()


def main() -> None:
    """Write the tables into the package, and the code of their patterns."""
    from pathlib import Path

    from iaxlint.grammar import codes

    Path(__file__).with_name("_tables.py").write_text(source(grammar()), encoding="ascii")
    codes.main()


if __name__ == "__main__":
    main()
