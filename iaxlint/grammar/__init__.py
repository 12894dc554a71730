"""What is written: the grammar of Asterisk's `.conf` files, its parser and its syntax tree."""

from __future__ import annotations

from iaxlint.grammar import driver, tables
from iaxlint.grammar.actions import actions
from iaxlint.grammar.tree import File, Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.source import Source

_TABLES = tables.load()


def parse(source: Source) -> File:
    """The syntax tree of a source, which keeps it too; every file has exactly one."""
    text = source.text
    whole = text if not text or text.endswith("\n") else text + "\n"  # each line of the grammar ends in one
    bom, preamble, sections = driver.parse(_TABLES, whole, *actions(whole, _parse_line), "file")
    source.tree = File(source, preamble, sections, bom=bom)
    if whole is not text:
        last = sections[-1].body or [sections[-1].header] if sections else preamble
        last[-1].end = len(text)
    return source.tree


def _parse_line(text: str) -> Statement:
    statement: Statement = driver.parse(_TABLES, text, *actions(text, _parse_line), "line")
    return statement
