"""One finding a line, each a document of its own as `iaxlint.report.json` makes them."""

from __future__ import annotations

from iaxlint.report.json import VERSION, diagnostic, on_a_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet


def render(report: Report, _: Fleet) -> str:
    """Every finding on a line of its own."""
    return "".join([on_a_line({"version": VERSION, **diagnostic(found)}) for found in report.diagnostics])
