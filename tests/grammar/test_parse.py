"""The fast parser gives the tree that Lark's own parser gives, and the tree gives the file back."""

import json
from pathlib import Path

import lark
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iaxlint.grammar import parse
from iaxlint.grammar import tree as nodes
from iaxlint.grammar.build import data
from iaxlint.grammar.tables import grammar
from iaxlint.source import Source, decode
from tests.grammar import stock

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"


def recorded() -> list[bytes]:
    texts = [entry["text"] for entry in json.loads((RECORDED / "loader.json").read_text())]
    for case in json.loads((RECORDED / "calls.json").read_text()):
        texts += [text for files in case["files"].values() for name, text in files.items() if name.endswith(".conf")]
    return [text.encode("utf-8", "surrogateescape") for text in dict.fromkeys(texts)]


PIECES = [
    *(bytes((code,)) for code in b";-#[]()=>+\\!,.\n\r\t \0\x0bax\xff"),
    *(b";--", b"--;", b";---", b"\n[a](b,!)\n", b"\nkey = value ; note\n", b"\n#include <x>\n", b"\\;", b"+=", b"=>"),
    b"\xef\xbb\xbf",
]
ragged = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
anything = st.one_of(ragged, st.binary(max_size=200))


def shape(node: object) -> object:
    """A node with all that it holds, as plain values."""
    if isinstance(node, (list, tuple)):
        return [shape(item) for item in node]
    if isinstance(node, (str, int, bool)) or node is None:
        return node
    names = dict.fromkeys(name for cls in type(node).__mro__ for name in vars(cls) if not name.startswith("_"))
    values = {name: getattr(node, name) for name in names if name not in ("source", "head")}
    return type(node).__name__, {name: shape(value) for name, value in values.items() if not callable(value)}


def whole(file: nodes.File) -> object:
    sections = [(shape(section.header), shape(section.body)) for section in file.sections]
    return shape(file.preamble), sections


def statements(file: nodes.File) -> list[nodes.Statement]:
    found = list(file.preamble)
    for section in file.sections:
        found += [section.header, *section.body]
    return found


def same(data: bytes) -> None:
    fast, slow = parse(Source("a.conf", data)), stock.parse(Source("a.conf", data))
    if not data.endswith(b"\n") and data:
        end = len(data)
        for file in (fast, slow):
            for statement in statements(file)[-1:]:
                statement.end = end
    assert whole(fast) == whole(slow)


@pytest.mark.parametrize("data", recorded()[::7])
def test_recorded_files_have_the_tree_of_the_stock_parser(data):
    same(data)


@settings(max_examples=400, deadline=None)
@given(anything)
@example(b"[a]\nx=1 ;-- y --; z\n;-- a ;-- b --; c --; d=1\n--;\nq=1\n")
@example(b"\\;=1\n[a\\;](b\\;c)\n")
def test_any_bytes_have_the_tree_of_the_stock_parser(data):
    same(data)


@settings(max_examples=600, deadline=None)
@given(anything)
def test_the_statements_of_a_file_tile_it(data):
    source = Source("a.conf", data)
    file = parse(source)
    start = 3 if source.text.startswith("\xef\xbb\xbf") else 0
    pieces = [source.text[:start]]
    for statement in statements(file):
        assert statement.start == start
        pieces.append(source.text[statement.start : statement.end])
        start = statement.end
    assert "".join(pieces).encode("latin-1") == data


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(["[sec](tpl)", "key = value", "a=>b", "x += y ; note", "#include <f>", "; c", ""])))
def test_spans_hold_the_words_that_they_are_of(lines):
    source = Source("a.conf", "\n".join(lines).encode())
    for statement in statements(parse(source)):
        if isinstance(statement, nodes.Option):
            assert decode(source.text[statement.key_start : statement.key_end]) == statement.key
            assert decode(source.text[statement.value_start : statement.value_end]) == statement.value
            assert source.text[statement.op_start :].startswith(statement.op)
        if isinstance(statement, nodes.Header):
            assert source.text[statement.name_start : statement.name_end] == statement.name
            for parent in statement.parents:
                assert source.text[parent.start : parent.end] == parent.name


def test_the_grammar_has_no_conflicts():
    lark.Lark(grammar().decode(), parser="lalr", start=["file", "line"], strict=True)


def test_the_tables_that_ship_are_those_of_the_grammar():
    from iaxlint.grammar import _tables
    from iaxlint.grammar.tables import digest

    assert digest(grammar()) == _tables.GRAMMAR, "python -m iaxlint.grammar.build makes them anew"
    assert data(grammar()) == _tables.TABLES


def test_the_compiled_patterns_that_ship_are_those_of_the_tables():
    from iaxlint.grammar import _tables
    from iaxlint.grammar.codes import code_of, load_codes

    codes = load_codes(_tables.GRAMMAR)
    for pattern, (groups, code) in codes.items():
        assert code_of(pattern) == (groups, code)


@pytest.mark.parametrize(
    "unit", [b";--", b"\\;", b"[a](b)\n", b";-- x --;", b"--;", b"a=b\n", b"\0", b"\r", b"((((", b"\xff"]
)
def test_long_runs_of_one_thing_are_read(unit):
    data = unit * 20_000
    assert statements(parse(Source("a.conf", data)))[-1].end == len(data)
