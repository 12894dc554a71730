"""Both ends of each trunk for machines, as `iaxlint/schema/iaxlint.json` describes it."""

from __future__ import annotations

from iaxlint.report.json import VERSION
from iaxlint.report.links import STATUS, telling
from iaxlint.report.mirror import way_rows
from iaxlint.report.trace import verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iaxlint.call.links import Link
    from iaxlint.call.trunk import Trunk, Way
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.json import Document
    from iaxlint.report.mirror import Row, Side


def diff_document(fleet: Fleet, trunks: Iterable[Trunk], loose: Iterable[Link], codes: Mapping[str, str]) -> Document:
    """Each direction of each trunk, the caller on the left; `codes` gives the code of each rule by its name."""
    return {
        "version": VERSION,
        "trunks": [
            _way(fleet, way, number, codes)
            for number, trunk in enumerate(trunks, 1)
            for way in (trunk.there, trunk.back)
            if way is not None
        ],
        "loose": [
            {"server": link.caller.name, "peer": link.peer.name, "message": verdict(telling(link))[1]} for link in loose
        ],
    }


def _way(fleet: Fleet, way: Way, number: int, codes: Mapping[str, str]) -> Document:
    return {
        "trunk": number,
        "from": way.link.caller.name,
        "to": way.callee.name,
        "peer": way.link.peer.name,
        "user": way.user.name if way.user else None,
        "status": STATUS[way.link.status],
        "message": verdict(telling(way.link))[1],
        "rows": [_row(row, codes) for row in way_rows(fleet, way)],
    }


def _row(row: Row, codes: Mapping[str, str]) -> Document:
    return {
        "left": _side(row.left),
        "right": _side(row.right),
        "mirrors": row.mirrors,
        "severity": row.severity or None,
        "rule": codes.get(row.rule) if row.rule else None,
        "name": row.rule or None,
        "help": row.help,
    }


def _side(side: Side) -> Document:
    last = side.lines[-1] if side.lines else None
    return {
        "option": side.option,
        "value": side.value,
        "path": last.source.path if last else None,
        "line": last.line if last else None,
        "via": list(last.via) if last else [],
        "expected": side.expected or None,
    }
