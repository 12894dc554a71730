"""Who can call whom: one row for each direction of each trunk, and a matrix for small fleets."""

from __future__ import annotations

from iaxlint.report.escape import padded, width
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.trace import failure_document, verdict

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


def links_lines(servers: Sequence[Server], links: Sequence[Link]) -> Iterator[Line]:
    """A row for each link, then the matrix."""
    if not links:
        yield line("no server has a peer: nobody calls anybody")
        return
    rows = [_row(link) for link in links]
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for link, row in zip(links, rows, strict=True):
        style, sign = MARKS[WORKS[link.status]]
        lead = "".join(f" {padded(cell, room)} " for cell, room in zip(row, widths, strict=True))
        words = verdict(telling(link))[1] + _share(link)
        yield line((style, sign), lead, (style if style != "ok" else "", words), hang=min(len(lead) + 1, 40))
    if len(servers) in MATRIX:
        yield EMPTY
        yield from _matrix(servers, links)


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
