"""The driver builds what Lark's own parser builds from the same grammar, and the grammar is sound."""

from __future__ import annotations

import lark
import pytest
from hypothesis import given, settings

from iaxlint.grammar import parse, tables
from iaxlint.source import Source
from tests.grammar.dump import whole
from tests.grammar.stock import parse as parse_by_lark
from tests.grammar.texts import TEXTS, files


def test_same_tree_for_every_file() -> None:
    for data in files():
        source = Source("a.conf", data)
        assert whole(parse(source)) == whole(parse_by_lark(source)), data


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_same_tree_for_any_text(text: str) -> None:
    source = Source("a.conf", text.encode("latin-1"))
    assert whole(parse(source)) == whole(parse_by_lark(source))


def test_grammar_has_neither_conflicts_nor_collisions() -> None:
    lark.Lark(tables.grammar().decode(), parser="lalr", start=["file", "line"], strict=True)


def test_strictness_would_find_a_conflict() -> None:
    with pytest.raises(lark.exceptions.GrammarError, match="Shift/Reduce"):
        lark.Lark('start: "a" start? "a"?', parser="lalr", strict=True)
