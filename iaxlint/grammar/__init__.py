"""What is written: the grammar of Asterisk's `.conf` files, its parser and its syntax tree."""

from __future__ import annotations

from iaxlint.grammar import driver, tables
from iaxlint.grammar.actions import actions_for
from iaxlint.grammar.tree import File, Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from iaxlint.source import Source

_TABLES = tables.load()


def parse(source: Source) -> File:
    """The syntax tree of a source, which keeps it too; every file has exactly one."""
    source.tree = tree = parse_with(_run, source)
    return tree


def parse_with(run: Callable[[str, str], Any], source: Source) -> File:
    """The syntax tree of a source, from a parser that is given a text and a start symbol."""
    text = source.text
    if not text or text.endswith("\n"):
        return File(source, *run(text, "file"))
    tree = File(source, *run(text + "\n", "file"))  # in the grammar, every line ends in a newline
    last = tree.sections[-1].body or [tree.sections[-1].header] if tree.sections else tree.preamble
    last[-1].end = len(text)
    return tree


def _run(text: str, start: str) -> Any:
    return driver.parse(_TABLES, text, *actions_for(text, _parse_line), start)


def _parse_line(text: str) -> Statement:
    statement: Statement = _run(text, "line")
    return statement
