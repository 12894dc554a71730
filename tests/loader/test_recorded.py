"""Every file is loaded as a running Asterisk 22 loaded it, and complained of as it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iaxlint.loader import Folder, load

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"
ENTRIES = [entry for name in ("loader", "loader-more") for entry in json.loads((RECORDED / f"{name}.json").read_text())]

REGCOMP = "Regular expression "
"""Asterisk goes on to say why an expression is none; iaxlint leaves that out."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_loads_as_asterisk_does(entry: dict, tmp_path: Path) -> None:
    for name, text in {"case.conf": entry["text"], **entry.get("files", {})}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    config = load(Folder(str(tmp_path), ""), "case.conf")

    assert config is not None
    assert config.valid == entry["valid"]
    if config.valid:
        for template, key in ((False, "categories"), (True, "templates")):
            if key in entry or key == "categories":
                mine = [
                    [c.name, c.inherits, [[v.name, v.value] for v in c.variables]]
                    for c in config.categories
                    if c.template == template
                ]
                assert mine == [[c["name"], c["inherits"], c["variables"]] for c in entry[key]]

    for problem, (line, message, *file) in zip(config.problems, entry["problems"], strict=True):
        if problem.kind == "comment-open" and problem.line == 0:
            # after a stray `--;` Asterisk reads memory that nothing of this file was written to
            assert message.startswith("Unterminated comment detected beginning on line ")
            continue
        assert message.startswith(problem.message) if message.startswith(REGCOMP) else problem.message == message
        if line is not None and not shares_its_lines(entry, *file):
            assert problem.line == line, message
        if file:
            assert problem.source.path == file[0]


def shares_its_lines(entry: dict, file: str = "case.conf") -> bool:
    """Whether Asterisk counts the lines of a file on from those before it, as for all of one pattern."""
    return "*" in "".join([entry["text"], *entry.get("files", {}).values()]) and "/" in file
