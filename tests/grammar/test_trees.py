"""Files written by hand, and the trees that they have.

After a change of the grammar that is meant to change a tree, write the `.tree` files anew with
`python -m tests.grammar.test_trees`, and read them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.grammar import parse
from iaxlint.source import Source
from tests.grammar.dump import shown
from tests.grammar.texts import FIXTURES

FILES = sorted((FIXTURES / "grammar").glob("*.conf"))


def tree_of(path: Path) -> str:
    return shown(parse(Source(path.name, path.read_bytes())))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tree(path: Path) -> None:
    assert tree_of(path) == path.with_suffix(".tree").read_text(encoding="utf-8", errors="surrogateescape")


def test_a_source_keeps_its_tree() -> None:
    source = Source("a.conf", b"[a]\n")
    assert parse(source) is source.tree


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".tree").write_text(tree_of(file), encoding="utf-8", errors="surrogateescape")
