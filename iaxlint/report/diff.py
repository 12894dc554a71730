"""Both ends of each direction of a trunk side by side, every option beside the one that mirrors it."""

from __future__ import annotations

from iaxlint.model.codec import AUDIO
from iaxlint.record import record
from iaxlint.report.escape import width
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.links import STATUS, WORKS, telling
from iaxlint.report.mask import HIDDEN
from iaxlint.report.sections import auth_names, codec_names
from iaxlint.report.snippet import cut
from iaxlint.report.trace import verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.call.links import Link
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User
    from iaxlint.report.json import Document

WIDEST = 36
"""How much of a value is shown to people."""

SIGNS = {True: ("ok", "="), False: ("error", "≠"), None: ("dim", " ")}
"""Of two values that mirror each other, that don't, and of which neither can be said."""


@record
class Side:
    """An option of one end."""

    option: str
    value: str
    lines: list[Variable]


@record
class Row:
    """Two options that mirror each other, or should."""

    left: Side
    right: Side
    mirrors: bool | None


def rows(fleet: Fleet, link: Link, *, show_secrets: bool = False) -> list[Row]:
    """What the caller's section says, beside what the callee's says of the same; empty without a callee's section."""
    user = accepting(link)
    if user is None or link.callee is None:
        return []
    made = [make(fleet, link.peer, link.callee, user) for make in MIRRORS]
    if not show_secrets:
        for row in made:
            for side in (row.left, row.right):
                if side.option == "secret" and side.value:
                    side.value = HIDDEN
    return [row for row in made if row.left.value or row.right.value]


def accepting(link: Link) -> User | None:
    """The callee's section that calls come in as, or that they ask for."""
    if link.callee is None:
        return None
    return link.callee.iax.users.get(link.counterpart or link.peer.username)


def diff_lines(fleet: Fleet, links: Iterable[Link], *, show_secrets: bool) -> Iterator[Line]:
    """A table for each direction of each trunk."""
    for number, link in enumerate(links):
        if number:
            yield EMPTY
        style, sign = MARKS[WORKS[link.status]]
        user = accepting(link)
        ends = link.caller.name, link.callee.name if link.callee else "?"
        yield line((style, sign), ("name", f" {ends[0]} calls {ends[1]}"), ": ", verdict(telling(link))[1], hang=2)
        yield from _table(
            f"[{link.peer.name}] on {ends[0]}",
            f"[{user.name}] on {ends[1]}" if user else f"no section for it on {ends[1]}",
            rows(fleet, link, show_secrets=show_secrets),
        )


def diff_document(fleet: Fleet, links: Iterable[Link]) -> Document:
    """The same for machines."""
    return {"version": VERSION, "trunks": [_document(fleet, link) for link in links]}


def _table(left: str, right: str, table: list[Row]) -> Iterator[Line]:
    names = [max((len(side.option) for side in column), default=0) for column in _columns(table)]
    room = max([width(left), *(names[0] + 2 + width(cut(row.left.value, WIDEST)) for row in table)])
    yield Line((("dim", f"  {left}{' ' * (room - width(left))}    {right}"),), fixed=True)
    for row in table:
        style, sign = SIGNS[row.mirrors]
        cells = [f"{side.option:{space}}  {cut(side.value, WIDEST) or '-'}" for side, space in _both(row, names)]
        text = style if row.mirrors is False else ""
        yield Line(
            (
                ("", "  "),
                (text, cells[0] + " " * (room - width(cells[0]))),
                ("", " "),
                (style, sign),
                ("", "  "),
                (text, cells[1]),
            ),
            fixed=True,
        )


def _columns(table: list[Row]) -> tuple[list[Side], list[Side]]:
    return [row.left for row in table], [row.right for row in table]


def _both(row: Row, names: list[int]) -> list[tuple[Side, int]]:
    return [(row.left, names[0]), (row.right, names[1])]


def _side(section: Peer | User, option: str, value: str, shown: str = "") -> Side:
    return Side(shown or option, value, section.decided.get(option, []))


def _username(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    return Row(
        _side(peer, "username", peer.username),
        Side("section", user.name, []),
        peer.username == user.name if peer.username else None,
    )


def _host(fleet: Fleet, peer: Peer, callee: Server, _: User) -> Row:
    addresses = fleet.hosts[callee.name]
    at = peer.address
    same = None if at is None or not addresses else any(at.same_host(address) for address in addresses)
    return Row(_side(peer, "host", peer.host), Side("address", ", ".join(a.host for a in addresses), []), same)


def _port(_: Fleet, peer: Peer, callee: Server, __: User) -> Row:
    ports = list(dict.fromkeys(binding.address.port for binding in callee.iax.general.bindings))
    lines = callee.iax.general.decided.get("bindport", [])
    return Row(
        _side(peer, "port", "" if peer.dynamic else str(peer.port)),
        Side("bindport", ", ".join(map(str, ports)), lines),
        None if peer.dynamic else peer.port in ports,
    )


def _secret(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    compared = bool(user.secret) and not (peer.outkey and user.inkeys) and not peer.dbsecret and not user.dbsecret
    return Row(
        _side(peer, "secret", peer.secret),
        _side(user, "secret", user.secret),
        peer.secret in user.passwords if compared else None,
    )


def _key(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    same = peer.outkey in user.inkeys.split(":") or None
    return Row(_side(peer, "outkey", peer.outkey), _side(user, "inkeys", user.inkeys), same)


def _auth(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    answers = [*(["plaintext", "md5"] if peer.secret or peer.dbsecret else []), *(["rsa"] if peer.outkey else [])]
    asked = auth_names(user.auth) if user.secret or user.inkeys or user.dbsecret else []
    return Row(
        Side("can answer", ", ".join(answers), []),
        _side(user, "auth", ", ".join(asked)),
        any(method in asked for method in answers) if asked else None,
    )


def _context(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    names = [name for name, _ in user.contexts]
    return Row(
        _side(peer, "peercontext", peer.peercontext),
        _side(user, "context", ", ".join(names)),
        peer.peercontext in names or "*" in names if peer.peercontext else None,
    )


def _encryption(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    ours, theirs = peer.encryption or peer.force_encryption, user.encryption or user.force_encryption
    return Row(
        _side(peer, "encryption", "yes" if ours else "no"),
        _side(user, "encryption", "yes" if theirs else "no"),
        ours == theirs,
    )


def _codecs(_: Fleet, peer: Peer, __: Server, user: User) -> Row:
    return Row(
        _side(peer, "allow", ", ".join(codec_names(peer.codecs)), "codecs"),
        _side(user, "allow", ", ".join(codec_names(user.codecs)), "codecs"),
        bool(peer.codecs.capability & user.codecs.capability & AUDIO),
    )


MIRRORS = (_username, _host, _port, _secret, _key, _auth, _context, _encryption, _codecs)


def _document(fleet: Fleet, link: Link) -> Document:
    user = accepting(link)
    return {
        "from": link.caller.name,
        "to": link.callee.name if link.callee else None,
        "peer": link.peer.name,
        "user": user.name if user else None,
        "status": STATUS[link.status],
        "message": verdict(telling(link))[1],
        "rows": [
            {"left": _side_document(row.left), "right": _side_document(row.right), "mirrors": row.mirrors}
            for row in rows(fleet, link)
        ],
    }


def _side_document(side: Side) -> Document:
    variable = side.lines[-1] if side.lines else None
    return {
        "option": side.option,
        "value": side.value,
        "path": variable.source.path if variable else None,
        "line": variable.line if variable else None,
    }
