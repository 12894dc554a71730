"""The LALR(1) automaton that Lark works out for the grammar, numbered in a fixed order."""

from __future__ import annotations

from lark import Lark
from lark.parsers.lalr_analysis import Shift

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from lark.grammar import Rule
    from lark.lexer import TerminalDef

START = ("file", "line")
"""The start symbols of the grammar."""

Actions = dict[str, "tuple[Any, Any]"]


class Automaton:
    """Its states by number: what each does on each symbol, and which terminals it reads in which order."""

    def __init__(self, text: str) -> None:
        lark = Lark(text, parser="lalr", start=list(START))
        frontend: Any = lark.parser
        table = frontend.parser._parse_table
        self.rules: list[Rule] = list(lark.rules)
        self.patterns = {terminal.name: terminal.pattern.to_regexp() for terminal in lark.terminals}
        order = _numbered(table.states, [table.start_states[start] for start in START])
        number = {state: at for at, state in enumerate(order)}
        self.starts = {start: (number[table.start_states[start]], number[table.end_states[start]]) for start in START}
        rule_number = {rule: at for at, rule in enumerate(self.rules)}
        self.shifts: list[dict[str, int]] = []
        """By state, the state after a terminal or rule."""
        self.reductions: list[dict[str, int]] = []
        """By state, the rule that ends before a terminal."""
        self.reads: list[tuple[str, ...]] = []
        """By state, the terminals that can come next, in the order in which they are tried."""
        ranked = sorted(lark.terminals, key=_rank)
        for state in order:
            on = table.states[state]
            self.shifts.append({name: number[to] for name, (kind, to) in sorted(on.items()) if kind is Shift})
            self.reductions.append(
                {name: rule_number[rule] for name, (kind, rule) in sorted(on.items()) if kind is not Shift}
            )
            self.reads.append(tuple(terminal.name for terminal in ranked if terminal.name in on))

    def default(self, state: int) -> int:
        """The rule that ends in a state whatever comes next; -1 where that depends, or more can follow."""
        rules = set(self.reductions[state].values())
        return rules.pop() if len(rules) == 1 and not self.shifts[state] else -1

    def rules_of(self, symbol: str) -> list[Rule]:
        """The expansions of a symbol."""
        return [rule for rule in self.rules if rule.origin.name == symbol]


def action_of(rule: Rule) -> str:
    """The name of a rule's action; empty where its parts stand in its stead."""
    name = rule.alias or rule.options.template_source or rule.origin.name
    return "" if name.startswith("_") else str(name)


def _rank(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """The order in which Lark's lexers try terminals."""
    return -terminal.priority, -terminal.pattern.max_width, -len(terminal.pattern.value), terminal.name


def _numbered(states: Mapping[Any, Actions], starts: list[Any]) -> list[Any]:
    """All states, as they are met on the way from the start."""
    order = list(starts)
    known = set(order)
    for state in order:
        for _, (kind, to) in sorted(states[state].items()):
            if kind is Shift and to not in known:
                known.add(to)
                order.append(to)
    return order
