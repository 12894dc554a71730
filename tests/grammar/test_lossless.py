"""Nothing of a file is lost in its tree, and everything in the tree says where it stands."""

from __future__ import annotations

from hypothesis import given, settings

from iaxlint.grammar import parse
from iaxlint.grammar.tree import BadHeader, BadLine, BadName, Blank, Comment, Directive, File, Header, Option, Statement
from iaxlint.source import Source, decode
from tests.grammar.dump import fields
from tests.grammar.texts import TEXTS, files

PLAIN = (Option, Directive, Header, BadHeader, BadLine, BadName)
BLANKS = bytes(range(1, 33)).decode()


def parsed(data: bytes) -> File:
    return parse(Source("a.conf", data))


def check(tree: File, data: bytes) -> None:
    text = tree.source.text
    assert "".join(tree.pieces()).encode("latin-1") == data
    at = len(tree.bom)
    for node in tree.statements():
        assert node.start == at
        at = node.end
        check_offsets(node, len(text))
        check_words(node, text)
    assert at == len(text)
    for section in tree.sections:
        assert (section.start, section.end) == (
            section.header.start,
            (section.body[-1] if section.body else section.header).end,
        )


def check_offsets(node: Statement, size: int) -> None:
    """Every offset lies in the statement, and the end of a stretch after its start."""
    said = dict(fields(node))
    if type(node).__name__ == "Block":
        assert node.mark <= node.start + 8192
        return
    for name, value in said.items():
        if name.endswith(("_start", "_end")):
            assert node.start <= value <= node.end, name
        if name.endswith("_start"):
            assert value <= said.get(name[:-5] + "end", size), name
    assert node.comment == -1 or node.start <= node.comment < node.end


def check_words(node: Statement, text: str) -> None:
    """A stretch without comment blocks and escapes says what its field says."""
    written = text[node.start : node.end]
    if type(node) not in PLAIN or "--;" in written or "\\" in written:
        return
    for name, value in fields(node):
        if name.endswith("_start") and hasattr(node, name[:-5] + "end"):
            word = getattr(node, name[:-6])
            stretch = decode(text[value : getattr(node, name[:-5] + "end")])
            assert stretch == (f"#{word}" if isinstance(node, Directive) and name == "name_start" else word)
    for parent in getattr(node, "parents", ()):
        assert decode(text[parent.start : parent.end]) == parent.name
    if isinstance(node, Option | BadName):
        assert text.startswith(node.op, node.op_start)


def test_every_file_is_printed_as_it_was() -> None:
    for data in files():
        check(parsed(data), data)


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_any_text_is_printed_as_it_was(text: str) -> None:
    data = text.encode("latin-1")
    check(parsed(data), data)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_a_comment_says_begins_at_its_mark(text: str) -> None:
    tree = parsed(text.encode("latin-1"))
    for node in tree.statements():
        if node.comment >= 0:
            assert tree.source.text[node.comment] in ";\0"
        elif isinstance(node, Blank):
            assert not tree.source.text[node.start : node.end].strip(BLANKS)
        assert not isinstance(node, Comment) or node.comment >= 0
