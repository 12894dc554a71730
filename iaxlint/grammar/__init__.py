"""What is written: the grammar of Asterisk's `.conf` files, its parser and its syntax tree."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.grammar.tree import File
    from iaxlint.source import Source


def parse(source: Source) -> File:
    """The syntax tree of a source, which also keeps it; every file has one."""
    from iaxlint.grammar.stock import parse as stock

    source.tree = stock(source)
    return source.tree
