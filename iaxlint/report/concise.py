"""One line for each finding: `path:line:column: CODE[name] message`."""

from __future__ import annotations

from iaxlint.report.lines import Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.snippet import Page


def report_lines(report: Report, _fleet: Fleet, _page: Page) -> Iterator[Line]:
    """Every finding on a line of its own."""
    for found in report.diagnostics:
        source = found.place.source
        number, column = source.position(min(found.place.start, len(source.text)))
        yield Line(
            (
                ("path", f"{source.path}:{number}:{column}:"),
                ("", " "),
                (found.severity, found.rule.code),
                ("name", f"[{found.rule.name}]"),
                ("", f" {found.message}"),
            ),
            fixed=True,
        )
