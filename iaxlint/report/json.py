"""Reports for machines, as `iaxlint/schema/iaxlint.json` describes them; no secret stands in any."""

from __future__ import annotations

import json

from iaxlint.diagnostics import SEVERITIES
from iaxlint.report.brief import extent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic, Fix, Place, Related
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

Document = dict[str, object]

VERSION = 1
"""Of every document; it changes when a field changes its meaning or goes."""


def dumps(document: object) -> str:
    """The document as text, with a line ending.

    Bytes that are not UTF-8 become U+FFFD; what a terminal would not print as it stands is written as an escape.
    """
    return _harmless(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def on_a_line(document: object) -> str:
    """The document on one line, with its line ending."""
    return _harmless(json.dumps(document, ensure_ascii=False)) + "\n"


def _harmless(text: str) -> str:
    """JSON with nothing in it that does not show, but for its own line endings."""
    if text.isascii() and "\x7f" not in text:
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(char if char.isprintable() or char == "\n" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    """A character as JSON may always write it."""
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def render(report: Report, fleet: Fleet) -> str:
    """What `iaxlint check` found, as one document."""
    return dumps(check_document(report, fleet))


def check_document(report: Report, fleet: Fleet) -> Document:
    """What `iaxlint check` found."""
    aside = _aside(report)
    return {
        "version": VERSION,
        "servers": [_server(server, fleet) for server in fleet.servers],
        "diagnostics": [diagnostic(found) for found in report.diagnostics],
        "summary": summary(report),
        **({"aside": aside} if any(aside.values()) else {}),
    }


def summary(report: Report) -> Document:
    """How much was found, and how much was looked at."""
    return {
        **{severity: report.count(severity) for severity in reversed(SEVERITIES)},
        "files": report.files,
        "links": report.links,
    }


def _aside(report: Report) -> Document:
    """What was found and is not reported."""
    return {
        "suppressed": len(report.suppressed),
        "baseline": len(report.accepted),
        "below_min_severity": len(report.minor),
        "fixed": [
            {
                "rule": entry.rule,
                "name": entry.name,
                "server": entry.server,
                "section": entry.section,
                "fingerprint": entry.fingerprint,
            }
            for entry in report.fixed
        ],
    }


def _server(server: Server, fleet: Fleet) -> Document:
    return {
        "name": server.name,
        "path": server.path or ".",
        "asterisk": server.version.text,
        "addresses": list(server.addresses) or [address.host for address in fleet.hosts[server.name]],
        "inferred": not server.addresses,
    }


def diagnostic(found: Diagnostic) -> Document:
    """One finding."""
    return {
        "rule": found.rule.code,
        "name": found.rule.name,
        "category": found.rule.category,
        "severity": found.severity,
        "message": found.message,
        "help": found.help,
        "server": found.server,
        "section": found.section,
        "option": found.option,
        "path": found.place.source.path,
        "range": span(found.place),
        "related": [_related(related) for related in found.related],
        "fixes": [_fix(fix) for fix in found.fixes],
        "fingerprint": found.fingerprint,
        "url": found.rule.url,
    }


def span(place: Place) -> Document:
    """Where a place starts and ends, in lines and columns from 1; the end is exclusive."""
    at = extent(place)
    return {
        "start": {"line": at.line, "column": at.column},
        "end": {"line": at.end_line, "column": at.end_column},
    }


def _related(related: Related) -> Document:
    return {
        "message": related.message,
        "server": related.server,
        "path": related.place.source.path,
        "range": span(related.place),
    }


def _fix(fix: Fix) -> Document:
    from iaxlint.report.edits import shown_text

    return {
        "title": fix.title,
        "safety": fix.safety,
        "edits": [
            {"path": edit.place.source.path, "range": span(edit.place), "text": shown_text(edit)} for edit in fix.edits
        ],
    }
