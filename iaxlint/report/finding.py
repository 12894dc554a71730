"""Findings for people: what is wrong, both lines, what to do; and what all of them amount to."""

from __future__ import annotations

from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.report.snippet import Page, quoted
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic, Place
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet

MOST_GUESSES = 4
"""How many servers' inferred addresses are spelt out."""


def report_lines(report: Report, fleet: Fleet, page: Page) -> Iterator[Line]:
    """Every finding, then the summary, unless that is not wanted."""
    for found in report.diagnostics:
        yield from finding_lines(found, page)
        yield EMPTY
    if page.quiet:
        return
    yield from summary_lines(report, len(fleet.servers))
    yield from aside_lines(report)
    if report.mending is not None:
        from iaxlint.report.mending import mending_lines

        yield from mending_lines(report.mending)
    yield from hint_lines(report)
    yield from guess_lines(fleet)


def finding_lines(found: Diagnostic, page: Page) -> Iterator[Line]:
    """One finding: its message, its line underlined, the lines it is held against, and how to mend it."""
    places = [found.place, *(related.place for related in found.related)]
    gutter = max(len(str(place.source.line(min(place.start, len(place.source.text))))) for place in places)
    severity = found.severity
    yield Line(
        ((severity, f"{severity} {found.rule.code}"), ("name", f"[{found.rule.name}]"), ("", f" {found.message}")),
        hang=2,
        url=found.rule.url,
    )
    yield _arrow("-->", gutter, found.place, found.server, found.section)
    yield from quoted(found.place, page, gutter, severity, "^", "")
    last = found.place.source
    for related in found.related:
        if related.place.source is not last:
            last = related.place.source
            yield _arrow(":::", gutter, related.place, related.server, "")
        yield from quoted(related.place, page, gutter, "near", "-", related.message)
    for title, text in (("help", found.help), *(("fix", f"{fix.title} ({fix.safety})") for fix in found.fixes)):
        if text:
            lead = " " * gutter + " = "
            yield Line((("near", lead), ("help", f"{title}: "), ("", text)), hang=len(lead) + len(title) + 2)


def summary_lines(report: Report, servers: int) -> Iterator[Line]:
    """What was found, and what was looked at."""
    looked = f"{count(servers, 'server')}, {count(report.files, 'file')} and {count(report.links, 'link')} checked"
    if report.asked is not None:
        looked += f", {count(report.asked, 'host')} asked"
    parts = report.counted()
    if not parts:
        left_out = report.suppressed or report.accepted or report.minor
        yield line(("ok", "nothing to report" if left_out else "nothing found"), f": {looked}.")
        return
    segments = [segment for part in parts for segment in (part, ("", ", "))][:-1]
    yield line(*segments, f": {looked}.")
    worst = report.worst()
    example = next(found.rule.name for found in report.diagnostics if found.severity == worst)
    yield line(("dim", f"What a rule means and how to mend it: iaxlint rule {example}"))


def aside_lines(report: Report) -> Iterator[Line]:
    """What was found and is not reported, and what stands in a baseline for nothing."""
    aside = (
        (len(report.suppressed), "suppressed by a comment"),
        (len(report.accepted), "let be by the baseline"),
        (len(report.minor), "not shown, as below --min-severity"),
    )
    parts = [f"{number} {what}" for number, what in aside if number]
    if parts:
        yield line(("dim", f"Besides: {', '.join(parts)}."))
    for entry in report.fixed:
        where = " of ".join(part for part in (f"[{entry.section}]" if entry.section else "", entry.server) if part)
        yield line(("ok", "fixed"), f" {entry.rule}[{entry.name}]{' in ' if where else ''}{where}")
    if report.fixed:
        yield line(("dim", f"The baseline lists {count(len(report.fixed), 'finding')} no more found; write it anew."))


def hint_lines(report: Report) -> Iterator[Line]:
    """What could be mended, and how."""
    tried = {id(refusal.found) for refusal in report.mending.refused} if report.mending is not None else set()
    offered = [{fix.safety for fix in found.fixes} for found in report.diagnostics if id(found) not in tried]
    safe = sum("safe" in safeties for safeties in offered)
    others = sum(safeties == {"unsafe"} for safeties in offered)
    if safe:
        more = f" ({others} more with --unsafe-fixes)" if others else ""
        yield line(("dim", f"{count(safe, 'finding')} can be mended with --fix{more}."))
    elif others:
        yield line(("dim", f"{count(others, 'finding')} can be mended with --fix --unsafe-fixes."))


def guess_lines(fleet: Fleet) -> Iterator[Line]:
    """Where servers are taken to be, because the settings do not say."""
    guessed = {name: claims for name, claims in fleet.claims.items() if claims}
    if len(guessed) > MOST_GUESSES:
        names = "what the host= lines of the others say"
        yield line(("dim", f"The addresses of {len(guessed)} servers are {names}; better name them in iaxlint.toml."))
        return
    for name, claims in guessed.items():
        where = ", ".join(address.host for address in fleet.hosts[name])
        said = claims[0].variable
        by = f"{said.source.path}:{said.line}"
        yield line(
            ("dim", f"{name} is taken to be at {where}, as {by} says; better name its addresses in iaxlint.toml.")
        )


def _arrow(sign: str, gutter: int, place: Place, server: str, section: str) -> Line:
    number, column = place.source.position(min(place.start, len(place.source.text)))
    where = ", ".join(part for part in (server, f"[{section}]" if section else "") if part)
    return line(
        ("near", " " * gutter + sign + " "),
        ("path", f"{place.source.path}:{number}:{column}"),
        ("dim", f" ({where})" if where else ""),
        hang=gutter + 4,
    )
