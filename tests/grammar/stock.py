"""The same grammar and actions on Lark's own parser: slow, and the reference for the fast one."""

from __future__ import annotations

from functools import cache
from typing import Any

import lark

from iaxlint.grammar.actions import ACTIONS, ITEMS, actions
from iaxlint.grammar.tables import grammar
from iaxlint.grammar.tree import File
from iaxlint.source import Source


class _Made:
    """What an action made, and the stretch that it was made from."""

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value = start, end, value


class _Actions:
    def __init__(self, stock: _Stock) -> None:
        self.stock = stock

    def __getattr__(self, name: str) -> Any:
        if name not in ACTIONS and name not in ITEMS and name not in ("woven", "woven_header"):
            raise AttributeError(name)

        def callback(children: list[Any]) -> _Made:
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
            return _Made(start, end, self.stock.actions[name](self.stock.text, start, end, parts))

        return callback


class _Stock:
    def __init__(self) -> None:
        self.text = ""
        self.actions: dict[str, Any] = {}
        self.lark = lark.Lark(grammar().decode(), parser="lalr", start=["file", "line"], transformer=_Actions(self))

    def parse(self, text: str, start: str) -> Any:
        before = self.text, self.actions
        self.text, self.actions = text, actions(text, lambda line: self.parse(line, "line"))[0]
        try:
            return self.lark.parse(text, start=start).value
        finally:
            self.text, self.actions = before


@cache
def _stock() -> _Stock:
    return _Stock()


def parse(source: Source) -> File:
    text = source.text
    bom, preamble, sections = _stock().parse(text if text.endswith("\n") or not text else text + "\n", "file")
    return File(source, preamble, sections, bom=bom)
