"""What registers where, and whether it succeeds."""

from __future__ import annotations

from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.trace import failure_document, step_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iaxlint.call.register import Arrival
    from iaxlint.report.json import Document
    from iaxlint.report.snippet import Page

WORKS = {"registers": True, "fails": False, "unknown": None}


def registrations_lines(arrivals: Sequence[Arrival], page: Page) -> Iterator[Line]:
    """Each registration, step by step."""
    if not arrivals:
        yield line("no server registers anywhere")
    for number, arrival in enumerate(arrivals):
        if number:
            yield EMPTY
        own = arrival.registration
        style, _ = MARKS[WORKS[arrival.verdict]]
        where = f"{own.shown_host}:{own.port}" + (f" ({arrival.target.name})" if arrival.target else "")
        yield line(
            ("name", f"{arrival.server.name} registers as {own.username} at {where}"), ": ", (style, arrival.verdict)
        )
        yield EMPTY
        yield from step_lines(arrival.steps, page)


def registrations_document(arrivals: Iterable[Arrival], codes: Mapping[str, str]) -> Document:
    """The registrations for machines; `codes` gives the code of each rule by its name."""
    return {"version": VERSION, "registrations": [_document(arrival, codes) for arrival in arrivals]}


def _document(arrival: Arrival, codes: Mapping[str, str]) -> Document:
    own = arrival.registration
    return {
        "server": arrival.server.name,
        "username": own.username,
        "host": own.shown_host,
        "port": own.port,
        "verdict": arrival.verdict,
        "failure": failure_document(arrival.failure, codes),
        "path": own.variable.source.path,
        "line": own.variable.line,
    }
