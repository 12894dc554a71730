"""Annotations on the lines of a pull request: the workflow commands of GitHub Actions.

The runner reads `::error file=...,line=...::message` at the start of a line.  Escaped is what the toolkit of
the actions escapes (`packages/core/src/command.ts`); control characters are made harmless before.
"""

from __future__ import annotations

from iaxlint.diagnostics import SEVERITIES
from iaxlint.report.brief import extent, path_of, title, told
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
"""What each severity is called there."""

SHOWN = 10
"""How many annotations of each kind GitHub takes from a step."""


def render(report: Report, _: Fleet) -> str:
    """An annotation for each finding, the worst first, and a closing line."""
    ordered = sorted(report.diagnostics, key=lambda found: -SEVERITIES.index(found.severity))
    return "".join([f"{line}\n" for line in (*map(_command, ordered), _closing(report))])


def escaped(text: str) -> str:
    """A message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """The value of a property."""
    return escaped(text).replace(":", "%3A").replace(",", "%2C")


def _command(found: Diagnostic) -> str:
    at = extent(found.place)
    properties = {"file": path_of(found.place), "line": str(at.line), "endLine": str(at.end_line)}
    if at.line == at.end_line:
        properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    properties["title"] = title(found)
    listed = ",".join(f"{name}={escaped_property(value)}" for name, value in properties.items())
    return f"::{COMMANDS[found.severity]} {listed}::{escaped(told(found))}"


def _closing(report: Report) -> str:
    counted = ", ".join(words for _, words in report.counted()) or "nothing found"
    cut = any(report.count(severity) > SHOWN for severity in COMMANDS)
    more = f"; GitHub shows the first {SHOWN} of each kind as annotations" if cut else ""
    return f"iaxlint: {counted} in {count(report.files, 'file')}{more}"
