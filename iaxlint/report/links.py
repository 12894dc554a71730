"""Who can call whom: one row for each direction of each trunk, and a matrix for small fleets."""

from __future__ import annotations

from iaxlint.report.escape import padded, width
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.trace import failure_document, verdict
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iaxlint.call.call import Call
    from iaxlint.call.links import Link
    from iaxlint.model.server import Server
    from iaxlint.report.json import Document
    from iaxlint.report.lines import Segment

MATRIX = range(3, 13)
"""How many servers a matrix is drawn for."""

WORKS = {"reaches": True, "fails": False, "unknown": None}
STATUS = {"reaches": "ok", "fails": "fails", "unknown": "unknown"}

WORDS = {"reaches": ("ok", "work"), "fails": (MARKS[False][0], "fail"), "unknown": (MARKS[None][0], "are unknown")}


def links_lines(servers: Sequence[Server], links: Sequence[Link], status: str | None = None) -> Iterator[Line]:
    """A row for each link, or for each of a status; then the matrix, or for a larger fleet how many there are."""
    if not links:
        yield line("no server has a peer: nobody calls anybody")
        return
    shown = with_status(links, status)
    if not shown:
        yield line(f"no link has the status {status}")
    yield from _rows(shown)
    if len(servers) in MATRIX:
        yield EMPTY
        yield from _matrix(servers, links)
    elif len(servers) >= MATRIX.stop:
        yield EMPTY
        yield _summary(servers, links)


def with_status(links: Sequence[Link], status: str | None) -> Sequence[Link]:
    """The links of a status: `ok`, `fails` or `unknown`; None for all."""
    return links if status is None else [link for link in links if STATUS[link.status] == status]


def _summary(servers: Sequence[Server], links: Sequence[Link]) -> Line:
    """How many links there are of each status."""
    counted = [(style, sum(link.status == status for link in links), word) for status, (style, word) in WORDS.items()]
    parts = [(style, f"{number} {word}") for style, number, word in counted if number]
    segments = [segment for part in parts for segment in (part, ("", ", "))][:-1]
    alone = sum(link.callee is None and any(call.awaits_registration for call in link.calls) for link in links)
    phones = f", {alone} of them because nobody here registers, as telephones do" if alone else ""
    return line(f"{count(len(links), 'link')} between {count(len(servers), 'server')}: ", *segments, f"{phones}.")


def _rows(links: Sequence[Link]) -> Iterator[Line]:
    if not links:
        return
    rows = [_row(link) for link in links]
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for link, row in zip(links, rows, strict=True):
        style, sign = MARKS[WORKS[link.status]]
        lead = "".join(f" {padded(cell, room)} " for cell, room in zip(row, widths, strict=True))
        words = verdict(telling(link))[1] + _share(link)
        yield line((style, sign), lead, (style if style != "ok" else "", words), hang=min(len(lead) + 1, 40))


def links_document(links: Iterable[Link], codes: Mapping[str, str]) -> Document:
    """The links for machines; `codes` gives the code of each rule by its name."""
    return {"version": VERSION, "links": [_document(link, codes) for link in links]}


def telling(link: Link) -> Call:
    """The call that a link's status comes from."""
    return next(call for call in link.calls if call.verdict == link.status)


def _row(link: Link) -> tuple[str, str, str]:
    where = f"[{link.counterpart}]" if link.counterpart else ""
    return f"{link.caller.name} → {link.callee.name if link.callee else '?'}", f"[{link.peer.name}]", where


def _share(link: Link) -> str:
    same = sum(call.verdict == link.status for call in link.calls)
    return f" ({same} of {len(link.calls)} calls)" if same < len(link.calls) else ""


def _matrix(servers: Sequence[Server], links: Iterable[Link]) -> Iterator[Line]:
    """Callers down, callees across; the best that any trunk between two servers gives."""
    best: dict[tuple[str, str], str] = {}
    order = ("reaches", "unknown", "fails")
    for link in links:
        if link.callee is not None:
            pair = link.caller.name, link.callee.name
            best[pair] = min(link.status, best.get(pair, "fails"), key=order.index)
    corner = "from \\ to"
    first = max(len(corner), *(width(server.name) for server in servers))
    yield Line((("dim", padded(corner, first)), *(("name", f"  {server.name}") for server in servers)), fixed=True)
    for caller in servers:
        segments: list[Segment] = [("name", padded(caller.name, first))]
        for callee in servers:
            style, sign = _cell(caller, callee, best)
            segments += [("", "  "), (style, sign), ("", " " * (width(callee.name) - 1))]
        yield Line(tuple(segments), fixed=True)


def _cell(caller: Server, callee: Server, best: Mapping[tuple[str, str], str]) -> Segment:
    if caller is callee:
        return "dim", "·"
    status = best.get((caller.name, callee.name))
    return ("dim", "-") if status is None else MARKS[WORKS[status]]


def _document(link: Link, codes: Mapping[str, str]) -> Document:
    call = telling(link)
    place = link.peer.categories[-1].place
    return {
        "from": link.caller.name,
        "to": link.callee.name if link.callee else None,
        "peer": link.peer.name,
        "user": link.counterpart or None,
        "status": STATUS[link.status],
        "message": verdict(call)[1],
        "failure": failure_document(call.failure, codes),
        "path": place.source.path,
        "line": place.source.line(place.start),
    }
