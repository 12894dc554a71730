"""Reviewdog's diagnostic format, with the fixes that it can offer as suggestions.

Its columns count the bytes of a line (`proto/rdf/reviewdog.proto`), and a suggestion is one edit of the file that
the finding stands in; a fix that takes several edits, or is not safe, is told in words.
"""

from __future__ import annotations

from iaxlint.report.brief import path_of, told
from iaxlint.report.edits import shown_text
from iaxlint.report.json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic, Edit, Place
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.json import Document


def render(report: Report, _: Fleet) -> str:
    """Every finding as a diagnostic."""
    return dumps(
        {
            "source": {"name": "iaxlint", "url": "https://github.com/iaxlint/iaxlint"},
            "diagnostics": [_diagnostic(found) for found in report.diagnostics],
        }
    )


def _diagnostic(found: Diagnostic) -> Document:
    suggestions = [{"range": _range(edit.place), "text": edit.text} for edit in _suggested(found)]
    return {
        "message": told(found),
        "location": {"path": path_of(found.place), "range": _range(found.place)},
        "severity": found.severity.upper(),
        "code": {"value": found.rule.name, "url": found.rule.url},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _suggested(found: Diagnostic) -> Iterator[Edit]:
    """The edits that are each a whole safe fix, and tell no secret."""
    for fix in found.fixes:
        if fix.safety == "safe" and len(fix.edits) == 1:
            edit = fix.edits[0]
            if edit.place.source is found.place.source and shown_text(edit) == edit.text:
                yield edit


def _range(place: Place) -> Document:
    return {"start": _position(place, place.start), "end": _position(place, place.end)}


def _position(place: Place, offset: int) -> Document:
    source = place.source
    offset = min(offset, len(source.text))
    line = source.line(offset)
    return {"line": line, "column": offset - source.starts[line - 1] + 1}
