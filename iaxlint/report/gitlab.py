"""GitLab's code quality report, for the widget of a merge request."""

from __future__ import annotations

from iaxlint.report.brief import extent, path_of, told
from iaxlint.report.json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.json import Document

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
"""What each severity is called there."""


def render(report: Report, _: Fleet) -> str:
    """Every finding as an issue."""
    return dumps([_issue(found) for found in report.diagnostics])


def _issue(found: Diagnostic) -> Document:
    at = extent(found.place)
    return {
        "description": told(found),
        "check_name": found.rule.name,
        "fingerprint": found.fingerprint,
        "severity": SEVERITIES[found.severity],
        "location": {"path": path_of(found.place), "lines": {"begin": at.line, "end": at.end_line}},
    }
