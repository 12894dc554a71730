"""SARIF 2.1.0, for GitHub code scanning, Azure DevOps, SonarQube and the viewers of editors.

What a comment suppresses and what a baseline lists is marked and not left out, as a finding that goes and
comes back would.  GitHub shows a related place only where the message links it, takes no location without a file,
and ranks security findings by `security-severity`.  There is nothing in it of the machine or of the time.
"""

from __future__ import annotations

from itertools import groupby
from urllib.parse import quote

from iaxlint import __version__
from iaxlint.report.brief import excuse, extent
from iaxlint.report.edits import shown_text
from iaxlint.report.escape import visible
from iaxlint.report.json import dumps
from iaxlint.rules.page import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic, Fix, Place, Rule
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.json import Document

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/iaxlint/iaxlint"
ROOT = "%SRCROOT%"
"""What relative paths start from: the folder that iaxlint was run in."""

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
"""What each severity is called there."""

RANKS = {"error": "8.0", "warning": "5.0", "info": "2.0"}
"""For GitHub, how bad a security finding of each severity is, from 0 to 10: high, medium, low."""

FINGERPRINT = "iaxlint/v1"
"""The key of our own fingerprint; GitHub's upload adds another, of the line's text."""


def render(report: Report, _: Fleet) -> str:
    """One run, with the rules that found something."""
    marked = [*report.diagnostics, *report.suppressed, *report.accepted]
    marked.sort(key=lambda found: (found.place.source.path, found.place.start, found.rule.code, found.message))
    rules = {found.rule.code: found.rule for found in marked}
    ordered = [rules[code] for code in sorted(rules)]
    numbers = {rule.code: number for number, rule in enumerate(ordered)}
    states = _states(report)
    return dumps(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "iaxlint",
                            "informationUri": HOME,
                            "semanticVersion": __version__,
                            "rules": [_rule(rule) for rule in ordered],
                        }
                    },
                    "invocations": [_invocation(report)],
                    "language": "en",
                    "columnKind": "unicodeCodePoints",
                    "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that iaxlint was run in."}}},
                    "results": [{**_result(found, numbers), **states.get(id(found), {})} for found in marked],
                }
            ],
        }
    )


def _states(report: Report) -> dict[int, Document]:
    """What is to be said of findings that are not reported elsewhere, and of the others beside a baseline."""
    states: dict[int, Document] = {}
    for found in report.suppressed:
        reason = excuse(found)
        states[id(found)] = {
            "suppressions": [{"kind": "inSource", **({"justification": reason} if reason else {})}],
        }
    if report.accepted or report.fixed:
        for found in (*report.diagnostics, *report.suppressed):
            states.setdefault(id(found), {})["baselineState"] = "new"
        for found in report.accepted:
            states[id(found)] = {
                "baselineState": "unchanged",
                "suppressions": [{"kind": "external", "justification": "listed in the baseline"}],
            }
    return states


def _invocation(report: Report) -> Document:
    """Whether all rules ran."""
    return {
        "executionSuccessful": not report.crashes,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": f"the rule {crash.rule} broke"}} for crash in report.crashes
        ],
    }


def _rule(rule: Rule) -> Document:
    told = page(rule)
    summary = told.summary or rule.name
    mend = f"To mend it: {told.mend}" if told.mend else ""
    example = f"```ini\n{told.example}\n```" if told.example else ""
    security = rule.category == "security"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": told.text or summary},
        "help": {
            "text": _paragraphs(summary, told.text, told.example, mend),
            "markdown": _paragraphs(summary, told.text, example, mend, f"[{rule.name}]({rule.url})"),
        },
        "helpUri": rule.url,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["asterisk", "iax2", rule.category],
            "precision": "high",
            **({"security-severity": RANKS[rule.severity]} if security else {"problem.severity": _problem(rule)}),
        },
    }


def _problem(rule: Rule) -> str:
    """What GitHub calls a severity where it is not about security."""
    return "recommendation" if rule.severity == "info" else rule.severity


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _result(found: Diagnostic, numbers: dict[str, int]) -> Document:
    related = [
        {**_location(other.place, other.message, other.server), "id": number}
        for number, other in enumerate(found.related, 1)
    ]
    fixes = [_fix(fix) for fix in found.fixes if _can_be_told(fix)]
    return {
        "ruleId": found.rule.code,
        "ruleIndex": numbers[found.rule.code],
        "level": LEVELS[found.severity],
        "message": {"text": _message(found)},
        "locations": [_location(found.place, "", found.server, found.section)],
        **({"relatedLocations": related} if related else {}),
        **({"codeFlows": [_flow(found)]} if found.steps else {}),
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
        **({"fixes": fixes} if fixes else {}),
    }


def _message(found: Diagnostic) -> str:
    """The message, what to do, and the related places as links, the first sentence being the finding itself."""
    lines = [f"{_unlinked(found.message)}."]
    if found.help:
        lines.append(f"To mend it: {_unlinked(found.help)}.")
    links = [f"[{_link_text(other.message)}]({number})" for number, other in enumerate(found.related, 1)]
    if links:
        lines.append(f"See {', '.join(links)}.")
    return "\n".join(lines)


def _unlinked(text: str) -> str:
    """A text in which nothing is taken for a link: section 3.11.6 reads `[name](base)` as one."""
    return visible(text).replace("](", "] (")


def _link_text(text: str) -> str:
    """The text of a link, in which brackets and backslashes are escaped."""
    return visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(place: Place, message: str = "", server: str = "", section: str = "") -> Document:
    name = "/".join(visible(part) for part in (server, section) if part)
    return {
        "physicalLocation": {"artifactLocation": artifact(place.source.path), "region": _region(place)},
        **({"logicalLocations": [{"fullyQualifiedName": name}]} if name else {}),
        **({"message": {"text": _unlinked(message)}} if message else {}),
    }


def artifact(path: str) -> Document:
    """A file: relative to where iaxlint was run, unless it lies elsewhere."""
    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": ROOT}


def _region(place: Place) -> Document:
    at = extent(place)
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def _flow(found: Diagnostic) -> Document:
    """The simulated call, step by step, up to the one that fails."""
    locations = list(_stops(found))
    for number, location in enumerate(locations, 1):
        location["executionOrder"] = number
    locations[-1]["importance"] = "essential"
    return {"threadFlows": [{"locations": locations}]}


def _stops(found: Diagnostic) -> Iterator[Document]:
    """Each step at the line that decided it; one that no line decided is told with the next that has one."""
    waiting: list[str] = []
    for step in found.steps:
        waiting.append(f"{step.step}: {step.message}")
        if step.evidence:
            yield {"location": _location(step.evidence[0].place, "; ".join(waiting), step.evidence[0].server)}
            waiting = []
    if waiting:
        yield {"location": _location(found.place, "; ".join(waiting), found.server)}


def _can_be_told(fix: Fix) -> bool:
    """Whether its edits hold no secret, so that they can stand here as they would be made."""
    return bool(fix.edits) and all(shown_text(edit) == edit.text for edit in fix.edits)


def _fix(fix: Fix) -> Document:
    edits = sorted(fix.edits, key=lambda edit: (edit.place.source.path, edit.place.start))
    return {
        "description": {"text": f"{fix.title} ({fix.safety})"},
        "artifactChanges": [
            {
                "artifactLocation": artifact(path),
                "replacements": [
                    {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}} for edit in changes
                ],
            }
            for path, changes in groupby(edits, key=lambda edit: edit.place.source.path)
        ],
    }
