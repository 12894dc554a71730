"""Syntax trees as text, to compare and to read."""

from __future__ import annotations

from collections.abc import Iterator

from iaxlint.grammar.tree import File, Header, Node, Option, Statement

OFFSETS = ("key_start", "key_end", "op_start", "value_start", "value_end")


def fields(node: Node) -> Iterator[tuple[str, object]]:
    """All that a node says, its start and end first."""
    yield "start", node.start
    yield "end", node.end
    for cls in type(node).__mro__:
        for name in sorted(getattr(cls, "__slots__", ())):
            if name not in ("start", "end", "head", "parents", "long_lines"):
                yield name, getattr(node, name)
    if isinstance(node, Option):
        for name in ("op", *OFFSETS):
            yield name, getattr(node, name)
    if isinstance(node, Header):
        yield "parents", [dict(fields(parent)) for parent in node.parents]
    if hasattr(node, "long_lines"):
        yield "long_lines", [dict(fields(line)) for line in node.long_lines]


def whole(tree: File) -> list[object]:
    """Everything in a tree, for comparison."""
    return [
        tree.bom,
        [(type(node).__name__, dict(fields(node))) for node in tree.preamble],
        [
            [(type(node).__name__, dict(fields(node))) for node in (section.header, *section.body)]
            for section in tree.sections
        ],
    ]


WORDS = {
    "Option": ("key", "op", "value"),
    "Directive": ("name", "argument"),
    "Header": ("name", "tail"),
    "BadHeader": ("name", "closed"),
    "BadLine": ("text",),
    "BadName": ("op", "value"),
    "BadEscape": ("text",),
    "Block": ("closed", "depth", "stray"),
}


def line(node: Statement, text: str) -> str:
    """One statement for people: its kind, what it says, and its stretch of the file."""
    said = [repr(getattr(node, name)) for name in WORDS.get(type(node).__name__, ())]
    if isinstance(node, Header) and node.parents:
        said.append("(" + ", ".join(repr(parent.name) for parent in node.parents) + ")")
    if node.comment >= 0 and type(node).__name__ != "Comment":
        said.append("; at " + str(node.comment - node.start))
    return " ".join([f"{type(node).__name__:10}", *said, "<-", ascii(text[node.start : node.end])])


def shown(tree: File) -> str:
    """A tree for people, a line for each statement, those of a section indented."""
    text = tree.source.text
    lines = ["byte-order mark"] if tree.bom else []
    lines += [line(node, text) for node in tree.preamble]
    for section in tree.sections:
        lines.append(line(section.header, text))
        lines += [f"    {line(node, text)}" for node in section.body]
    return "\n".join([*lines, ""])
