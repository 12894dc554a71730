"""What a report shows of an edit's text."""

from __future__ import annotations

import pytest

from iaxlint.diagnostics import FRESH_SECRET, Edit, Place
from iaxlint.report.edits import shown_text
from iaxlint.source import Source, encode

FILE = "[bar]\nsecret=Tq7-mLw2-Zx9e ; old\nhost=192.168.2.3\nuser=a\n"


def shown(found: str, text: str, file: str = FILE) -> str:
    """What is shown of an edit that writes a text in the place of another."""
    source = Source("iax.conf", encode(file).encode("latin-1"))
    start = source.text.index(encode(found))
    return shown_text(Edit(Place(source, start, start + len(encode(found))), text))


@pytest.mark.parametrize(
    ("found", "text", "expected"),
    [
        ("192.168.2.3", "192.168.2.4", "192.168.2.4"),
        ("Tq7-mLw2-Zx9e", "Kd8-planted-Pw2", "<secret>"),
        ("7-mL", "planted", "<secret>"),
        ("user", "secret", "secret"),
        ("user=a", "secret=planted", "secret=<secret>"),
        ("user=a\n", "x=ü\nsecret=planted\n", "x=ü\nsecret=<secret>\n"),
        ("user=a\n", "", ""),
        ("[bar]", "[bar]\nregister => foo:planted@192.168.2.3", "[bar]\nregister => foo:<secret>@192.168.2.3"),
        ("Tq7-mLw2-Zx9e", FRESH_SECRET, "<secret>"),
        ("user=a", f"note={FRESH_SECRET}", "note=<secret>"),
    ],
)
def test_secrets_are_masked_where_they_will_stand(found: str, text: str, expected: str) -> None:
    assert shown(found, text) == expected


def test_an_edit_beside_a_secret() -> None:
    assert shown("user=", "secret=", "user=planted\n") == "secret="
    assert shown("x", "planted", "ü\nsecret = x\n") == "<secret>"
