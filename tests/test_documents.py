"""What the documents say about the tool is what it does, and what they point at exists."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
"""`[name](+)` is a header of Asterisk's there, and no link."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_screens_are_what_the_tool_prints(path: Path) -> None:
    document = path.read_text()
    refreshed = runpy.run_path(str(ROOT / "tools" / "screens.py"))["refreshed"](document)
    assert refreshed == document, "run: make screens"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    broken = [target for target in LINK.findall(CODE.sub("", path.read_text())) if not (path.parent / target).exists()]
    assert not broken


def test_the_targets_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), re.M))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert {"demo", "test"} <= named <= targets
