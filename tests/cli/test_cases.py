"""Every case in `tests/fixtures/cli` prints exactly what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import CASES, read, replayed


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = read(path)
    assert case.commands
    assert str(case) == path.read_text(encoding="utf-8")
    assert str(replayed(case)) == str(case), "if this is right: python tests/cli/cases.py"
