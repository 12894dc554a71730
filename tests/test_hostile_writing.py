"""What writes, among files that mean harm: it writes where it was told to, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit import audited, strays
from tests.test_hostile import everything, lay_traps

MISSPELT = "[general]\nbindport=4569\nqualfy=yes\n[foo]\ntype=friend\nhost=foo.example.net\nqualfy=yes\n"

WHERE = ["--address", "north=192.168.1.2", "--address", "south=192.168.2.3"]

WRITING = {
    "fix": (["check", "foo", "bar", "--fix", "--unsafe-fixes"], ["foo", "bar"]),
    "fix one": (["check", "bar", "--fix", "--unsafe-fixes"], ["bar"]),
    "baseline": (["check", "foo", "bar", "--write-baseline", "baseline.json"], ["baseline.json"]),
    "report": (["check", "foo", "bar", "--output-file", "report.json", "--output-format", "json"], ["report.json"]),
    "new": (["new", "north", "south", *WHERE, "--output", "made"], ["made"]),
    "new with keys": (["new", "north", "south", *WHERE, "--rsa", "--output", "made"], ["made"]),
    "cache": (["check", "fleet", "--jobs", "2", "--cache-dir", "cache"], ["cache"]),
}
"""The words of commands, and where each may write."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two servers with something to mend, and a fleet, all with files that lead outside."""
    root = lay_traps(tmp_path.resolve())
    outside = root.parent / "outside.conf"
    (root / "bar/iax.conf").write_text(f"#tryinclude soft.conf\n{MISSPELT}")
    outside.write_text(MISSPELT.replace("[foo]", "[soft]"))
    (root / "bar/soft.conf").symlink_to(outside)
    for number in range(24):
        place = root / f"fleet/s{number}"
        place.mkdir(parents=True)
        (place / "iax.conf").write_text(f"#tryinclude link.conf\n#tryinclude ../s{number + 1}/iax.conf\n{MISSPELT}")
        (place / "link.conf").symlink_to(outside)
    return root


@pytest.mark.parametrize("name", WRITING)
def test_what_writes_writes_where_it_was_told_to(name: str, root: Path) -> None:
    words, told = WRITING[name]
    written = [root / place for place in told]
    before = everything(root.parent)
    done = audited(words, root, root.parent.with_suffix(".notes"))
    assert strays(done, root, *written) == []
    after = everything(root.parent)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed, done.printed
    assert [path for path in changed if not any((root.parent / path).is_relative_to(place) for place in written)] == []
