"""The same grammar and actions on Lark's own parser: slow, and the reference for the fast one."""

from __future__ import annotations

from functools import cache
from typing import Any

import lark

from iaxlint.grammar import parse_with, tables
from iaxlint.grammar.actions import ACTIONS, ITEMS, actions_for
from iaxlint.grammar.tree import File
from iaxlint.source import Source

NAMES = {*ACTIONS, *ITEMS, "woven", "woven_header"}


class _Made:
    """What an action made, and the stretch that it was made from."""

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value = start, end, value


class _Stock:
    def __init__(self) -> None:
        self.text = ""
        self.actions: dict[str, Any] = {}
        grammar = tables.grammar().decode()
        self.lark = lark.Lark(grammar, parser="lalr", start=["file", "line"], transformer=_Callbacks(self))

    def parse(self, text: str, start: str) -> Any:
        before = self.text, self.actions
        self.text, (self.actions, _) = text, actions_for(text, lambda line: self.parse(line, "line"))
        try:
            return self.lark.parse(text, start=start).value
        finally:
            self.text, self.actions = before

    def make(self, name: str, children: list[Any]) -> _Made:
        """Call an action as the driver does: with a stretch, and the parts in a flat list."""
        made = [
            _Made(child.start_pos, child.end_pos, str(child)) if isinstance(child, lark.Token) else child
            for child in children
        ]
        there = [one for one in made if one is not None]
        start, end = (there[0].start, there[-1].end) if there else (0, 0)
        parts: list[Any] = []
        for one in made:
            value = "" if one is None else one.value
            parts += value if isinstance(value, list) else [value]
        return _Made(start, end, self.actions[name](self.text, start, end, parts))


class _Callbacks:
    """Lark looks a rule's callback up by its name."""

    def __init__(self, stock: _Stock) -> None:
        self._stock = stock

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES:
            raise AttributeError(name)
        return lambda children: self._stock.make(name, children)


@cache
def _stock() -> _Stock:
    return _Stock()


def parse(source: Source) -> File:
    """The syntax tree of a source, by way of Lark."""
    return parse_with(_stock().parse, source)
