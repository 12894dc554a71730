"""Both ends of each trunk side by side, every option beside the one that mirrors it; only what is off stands out."""

from __future__ import annotations

from iaxlint.report.escape import padded, visible, width
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.links import WORKS, telling
from iaxlint.report.mirror import BACK, one_pair, sections, trunk_rows
from iaxlint.report.snippet import cut
from iaxlint.report.trace import NARROW, verdict
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaxlint.call.links import Link
    from iaxlint.call.trunk import Trunk, Way
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.server import Server
    from iaxlint.report.lines import Segment
    from iaxlint.report.mirror import Row, Side
    from iaxlint.report.snippet import Page

WIDEST = 36
"""How much of a value is shown at most where two stand side by side."""

SIGNS = {True: ("ok", "="), False: ("error", "≠"), None: ("dim", " ")}
"""Of two values that mirror each other, that don't, and of which neither can be said."""

OFF = {"error": "✗", "warning": "!", "info": "i", "": " "}
"""What stands before a row, so that it is found without colours too."""


def diff_lines(fleet: Fleet, trunks: Sequence[Trunk], loose: Sequence[Link], page: Page) -> Iterator[Line]:
    """A table for each trunk; then the peers that lead to no server that was given, and how much is off."""
    found: list[str] = []
    for trunk in trunks:
        yield from _trunk(fleet, trunk, page, found)
        yield EMPTY
    for link in loose:
        text = f"[{link.peer.name}] on {link.caller.name} leads to no server given here: {verdict(telling(link))[1]}"
        yield line(("dim", text), hang=2)
    if loose:
        yield EMPTY
    style, words, rest = summed(trunks, found)
    yield line((style, words), f": {rest}")


def summed(trunks: Sequence[Trunk], found: Sequence[str]) -> tuple[str, str, str]:
    """A style, how much is off, and how many ways fail for it or for something else."""
    off = [count(found.count(severity), severity) for severity in ("error", "warning") if severity in found]
    off += [f"{found.count('info')} info"] if "info" in found else []
    stands = [way.link.status for trunk in trunks for _, _, way in ways_of(trunk) if way is not None]
    failing, unknown = stands.count("fails"), stands.count("unknown")
    style = "error" if failing or "error" in found else "warning" if "warning" in found else "ok"
    how = [f"{failing} of {len(stands)} ways fail"] if failing else []
    how += [f"{unknown} of {len(stands)} ways open"] if unknown else []
    words = f"{', '.join(off)} off" if off else "no option is off" if failing else "nothing is off"
    return style, words, f"{'; '.join([count(len(trunks), 'trunk'), *how])}."


def ways_of(trunk: Trunk) -> tuple[tuple[Server, Server, Way | None], ...]:
    """Who calls, who is called, and the way, if there is one."""
    return (trunk.left, trunk.right, trunk.there), (trunk.right, trunk.left, trunk.back)


def parts_of(fleet: Fleet, trunk: Trunk, *, show_secrets: bool) -> list[list[Row]]:
    """The rows of a trunk: in one part, or one for each way where these go between sections of their own."""
    rows = trunk_rows(fleet, trunk, show_secrets=show_secrets)
    if one_pair(trunk):
        return [rows]
    return [[row for row in rows if row.calls != BACK], [row for row in rows if row.calls == BACK]]


def _trunk(fleet: Fleet, trunk: Trunk, page: Page, found: list[str]) -> Iterator[Line]:
    ends = end_of(trunk.left, trunk.there, trunk.back), end_of(trunk.right, trunk.back, trunk.there)
    yield line(("name", f"{ends[0]} ↔ {ends[1]}"))
    for caller, callee, way in ways_of(trunk):
        yield _verdict(caller, callee, way)
    for rows in parts_of(fleet, trunk, show_secrets=page.show_secrets):
        found += [row.severity for row in rows if row.severity]
        yield EMPTY
        yield from (_table if page.width >= NARROW else _stack)(trunk, rows, page)


def _verdict(caller: Server, callee: Server, way: Way | None) -> Line:
    if way is None:
        return line(("dim", f"- {caller.name} does not call {callee.name} over it"))
    style, sign = MARKS[WORKS[way.link.status]]
    words = verdict(telling(way.link))[1]
    return line((style, sign), f" {caller.name} calls {callee.name}: ", ("" if style == "ok" else style, words), hang=2)


def end_of(server: Server, going: Way | None, coming: Way | None) -> str:
    """A server with its sections of a trunk, one where it is the same for both ways."""
    names = dict.fromkeys(name for name in (sections(going)[0], sections(coming)[1]) if name)
    return f"{server.name} {' '.join(f'[{name}]' for name in names)}".rstrip()


def titles_of(trunk: Trunk, rows: Sequence[Row]) -> tuple[str, str]:
    """The sections that the rows are about, with their servers' files."""
    there = trunk.there is not None and (one_pair(trunk) or not any(row.calls == BACK for row in rows))
    own, other = sections(trunk.there if there else trunk.back)
    names = (own, other) if there else (other, own)
    return _title(trunk.left, names[0]), _title(trunk.right, names[1])


def _title(server: Server, name: str) -> str:
    return f"{f'[{name}]' if name else 'no section'} in {_main(server)}"


def _main(server: Server) -> str:
    return f"{server.path}/iax.conf" if server.path else "iax.conf"


def _table(trunk: Trunk, rows: Sequence[Row], page: Page) -> Iterator[Line]:
    """Two columns, one for each server; each row is as wide as the page allows."""
    servers = trunk.left, trunk.right
    sides = [[row.left for row in rows], [row.right for row in rows]]
    names = [max(width(side.option) for side in column) for column in sides]
    where = [[_where(side.lines, server) for side in column] for column, server in zip(sides, servers, strict=True)]
    notes = [max(map(width, column)) for column in where]
    left = page.width - sum(names) - sum(notes) - len("✗ →    :  =    : ") - 2
    rooms = [min(max(width(visible(side.value)) for side in column), WIDEST) for column in sides]
    if sum(rooms) > left:
        rooms = [min(room, max(left // 2, 8, left - other)) for room, other in zip(rooms, reversed(rooms), strict=True)]
        rooms[0] = max(min(rooms[0], left - rooms[1]), 8)
    titles = titles_of(trunk, rows)
    rooms[0] += max(0, min(left - sum(rooms), width(titles[0]) - names[0] - rooms[0] - notes[0] - 4))
    first = names[0] + rooms[0] + notes[0] + 4
    yield Line((("dim", f"     {padded(cut(titles[0], first), first)}   {titles[1]}"),), fixed=True)
    for row, *marks in zip(rows, *where, strict=True):
        style, sign = _style(row)
        text = style if row.severity else ""
        cells: list[Segment] = []
        for side, name, room, mark, note in zip((row.left, row.right), names, rooms, marks, notes, strict=True):
            value = cut(visible(side.value), room) or "-"
            cells += [
                (text, f"{padded(side.option, name)}  {padded(value, room)}"),
                ("dim", f"  {padded(mark, note)}"),
                (style, f" {sign} "),
            ]
        yield Line(((style, OFF[row.severity]), ("dim", f" {row.calls}  "), *cells[:-1]), fixed=True)
        yield from _notes(row, titles, 5)


def _style(row: Row) -> Segment:
    style, sign = SIGNS[row.mirrors]
    return row.severity or style, sign


def _stack(trunk: Trunk, rows: Sequence[Row], _: Page) -> Iterator[Line]:
    """For narrow terminals: what is as it should be on one line, what is off one end below the other."""
    titles = titles_of(trunk, rows)
    for title in titles:
        yield line(("dim", f"  {title}"), hang=4)
    for row in rows:
        style, sign = _style(row)
        lead: tuple[Segment, ...] = ((style, OFF[row.severity]), ("dim", f" {row.calls} "))
        if not row.severity:
            words = f"{row.left.option} {row.left.value or '-'} {sign} {row.right.option} {row.right.value or '-'}"
            yield line(*lead, words, hang=4)
            continue
        yield line(*lead, (style, f"{row.left.option} ≠ {row.right.option}"), hang=4)
        for server, side in ((trunk.left, row.left), (trunk.right, row.right)):
            yield line(f"    {server.name}: ", (style, f"{side.option} {side.value or '-'}"), hang=6)
        yield from _notes(row, titles, 4)


def _notes(row: Row, titles: Sequence[str], indent: int) -> Iterator[Line]:
    """What should stand there, and where; else how to mend it."""
    lead = " " * indent
    ends = list(zip((row.left, row.right), titles, strict=True))
    wanted = [(side, title) for side, title in ends if side.expected]
    for side, title in wanted:
        where = _place(side) or title
        yield line(lead, ("path", where), ": ", ("help", f"should be {side.option}={side.expected}"), hang=indent + 2)
    if row.severity and not wanted:
        shown = ", ".join(_place(side) for side, _ in ends if side.lines)
        yield line(lead, ("path", shown), ": " if shown else "", ("help", row.help), hang=indent + 2)


def _place(side: Side) -> str:
    return f"{side.lines[-1].source.path}:{side.lines[-1].line}" if side.lines else ""


def _where(lines: Sequence[Variable], server: Server) -> str:
    """The lines that decided: `:12`, with the file where that is not the main one, and the template."""
    if not lines:
        return ""
    numbers = [found.line for found in lines]
    path = lines[-1].source.path
    main = _main(server)
    short = "" if path == main else path.removeprefix(f"{server.path}/")
    span = f"{numbers[0]}" if len(set(numbers)) == 1 else f"{min(numbers)}-{max(numbers)}"
    via = f" [{lines[-1].via[-1]}]" if lines[-1].via else ""
    return visible(f"{short}:{span}{via}")
