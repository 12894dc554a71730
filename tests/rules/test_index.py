"""The index of the rules is made from them."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_index_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "rules_index.py"))["text"]()
    assert (ROOT / "docs" / "rules.md").read_text() == made, "run: python tools/rules_index.py"
