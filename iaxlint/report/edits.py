"""What an edit writes, as a report may show it."""

from __future__ import annotations

from iaxlint.diagnostics import FRESH_SECRET
from iaxlint.report.mask import HIDDEN, mask_line
from iaxlint.source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Edit


def shown_text(edit: Edit) -> str:
    """The text of an edit without its secrets: each line is masked as it will stand in the file."""
    source, place = edit.place.source, edit.place
    end = source.text.find("\n", place.end)
    before = decode(source.text[source.starts[source.line(place.start) - 1] : place.start])
    after = decode(source.text[place.end :] if end < 0 else source.text[place.end : end])
    lines = (before + edit.text.replace(FRESH_SECRET, HIDDEN) + after).split("\n")
    shown = []
    for number, line in enumerate(lines, 1):
        masked = mask_line(line)
        start = masked.column(len(before)) if number == 1 else 0
        stop = masked.column(len(line) - len(after), end=True) if number == len(lines) else None
        shown.append(masked.text[start:stop])
    return "\n".join(shown)
