"""How often each rule found something, instead of the findings: where to begin with a folder full of them."""

from __future__ import annotations

from iaxlint.diagnostics import SEVERITIES
from iaxlint.record import record
from iaxlint.report.finding import aside_lines, summary_lines
from iaxlint.report.lines import EMPTY, Line, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.diagnostics import Diagnostic, Rule
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.snippet import Page


@record
class Tally:
    """What one rule found, of one severity."""

    rule: Rule
    severity: str
    count: int = 0
    fixable: int = 0
    """How many of the findings have a fix."""


def tallies(found: Iterable[Diagnostic]) -> list[Tally]:
    """What each rule found, the most frequent first."""
    known: dict[tuple[str, str], Tally] = {}
    for each in found:
        tally = known.setdefault((each.rule.code, each.severity), Tally(each.rule, each.severity))
        tally.count += 1
        tally.fixable += bool(each.fixes)
    return sorted(known.values(), key=lambda tally: (-tally.count, tally.rule.code, SEVERITIES.index(tally.severity)))


def report_lines(report: Report, fleet: Fleet, page: Page) -> Iterator[Line]:
    """A line for each rule, then the summary, unless that is not wanted."""
    counted = tallies(report.diagnostics)
    digits = max((len(str(tally.count)) for tally in counted), default=0)
    broad = max((len(tally.severity) for tally in counted), default=0)
    long = max((len(tally.rule.name) for tally in counted), default=0)
    for tally in counted:
        gap = " " * (long - len(tally.rule.name) + 2)
        fixable = f"{gap}{tally.fixable} fixable" if tally.fixable else ""
        yield line(
            f"{tally.count:>{digits}}  ",
            (tally.severity, f"{tally.severity:{broad}} {tally.rule.code}"),
            ("name", f"[{tally.rule.name}]"),
            ("help", fixable),
            hang=digits + 2,
        )
    if page.quiet:
        return
    if counted:
        yield EMPTY
    yield from summary_lines(report, len(fleet.servers))
    yield from aside_lines(report)


def render(report: Report, _: Fleet) -> str:
    """The same as a document."""
    from iaxlint.report.json import VERSION, dumps, summary

    return dumps(
        {
            "version": VERSION,
            "statistics": [
                {
                    "rule": tally.rule.code,
                    "name": tally.rule.name,
                    "category": tally.rule.category,
                    "severity": tally.severity,
                    "count": tally.count,
                    "fixable": tally.fixable,
                }
                for tally in tallies(report.diagnostics)
            ],
            "summary": summary(report),
        }
    )
