"""The same grammar and actions on Lark's own parser: slow, and the reference for the fast one."""

from __future__ import annotations

from functools import cache
from typing import Any

import lark

from iaxlint.grammar.actions import actions
from iaxlint.grammar.tables import grammar_text
from iaxlint.grammar.tree import File
from iaxlint.source import Source


class _Made:
    """What an action made, and the stretch that it was made from."""

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value = start, end, value


class _Actions:
    def __init__(self, parser: _Stock) -> None:
        self._parser = parser
        self._actions = actions(lambda text: parser.parse(text, "line"))

    def __getattr__(self, name: str) -> Any:
        try:
            action = self._actions[name]
        except KeyError:
            raise AttributeError(name) from None

        def callback(children: list[Any]) -> _Made:
            start = end = -1
            parts: list[Any] = [None]
            for child in children:
                if child is None:
                    parts.append((-1, -1))
                    continue
                if isinstance(child, lark.Token):
                    child = _Made(child.start_pos, child.end_pos, (child.start_pos, child.end_pos))
                if start < 0:
                    start = child.start
                end = child.end
                if isinstance(child.value, list):
                    parts += child.value
                else:
                    parts.append(child.value)
            parts[0] = (start, end)
            return _Made(start, end, action(self._parser.text, parts))

        return callback


class _Stock:
    def __init__(self) -> None:
        self.text = ""
        self._lark = lark.Lark(
            grammar_text(), parser="lalr", start=["file", "line"], transformer=_Actions(self)
        )

    def parse(self, text: str, start: str) -> Any:
        before, self.text = self.text, text
        try:
            return self._lark.parse(text, start=start).value
        finally:
            self.text = before


@cache
def _stock() -> _Stock:
    return _Stock()


def parse(source: Source) -> File:
    text = source.text
    preamble, sections = _stock().parse(text if text.endswith("\n") or not text else text + "\n", "file")
    return File(source, preamble, sections)
