"""Both ends of each trunk for a pull request: what is off in a table, what is as it should be folded away."""

from __future__ import annotations

from iaxlint.report.diff import OFF, SIGNS, end_of, parts_of, summed, titles_of, ways_of
from iaxlint.report.lines import MARKS
from iaxlint.report.links import WORKS, telling
from iaxlint.report.markdown import escaped
from iaxlint.report.trace import verdict
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaxlint.call.links import Link
    from iaxlint.call.trunk import Trunk
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.mirror import Row, Side


def diff_markdown(fleet: Fleet, trunks: Sequence[Trunk], loose: Sequence[Link]) -> str:
    """A heading for all, and one for each trunk, with both ways and their options."""
    body: list[str] = []
    found: list[str] = []
    for trunk in trunks:
        body += _trunk(fleet, trunk, found)
    body += [""] * bool(loose) + [
        f"- {escaped(f'[{link.peer.name}] on {link.caller.name}')} leads to no server given here: "
        f"{escaped(verdict(telling(link))[1])}"
        for link in loose
    ]
    _, words, rest = summed(trunks, found)
    return "\n".join([f"### iaxlint: {words}", "", f"{rest}", *body]).rstrip() + "\n"


def _trunk(fleet: Fleet, trunk: Trunk, found: list[str]) -> Iterator[str]:
    ends = end_of(trunk.left, trunk.there, trunk.back), end_of(trunk.right, trunk.back, trunk.there)
    yield ""
    yield f"#### {escaped(ends[0])} ↔ {escaped(ends[1])}"
    yield ""
    for caller, callee, way in ways_of(trunk):
        if way is None:
            yield f"- {escaped(f'{caller.name} does not call {callee.name} over it')}"
            continue
        sign = MARKS[WORKS[way.link.status]][1]
        yield f"- {sign} {escaped(f'{caller.name} calls {callee.name}: {verdict(telling(way.link))[1]}')}"
    for rows in parts_of(fleet, trunk, show_secrets=False):
        found += [row.severity for row in rows if row.severity]
        titles = titles_of(trunk, rows)
        off, good = [row for row in rows if row.severity], [row for row in rows if not row.severity]
        if off:
            yield ""
            yield from _table(titles, off)
        if good:
            yield ""
            yield f"<details><summary>{count(len(good), 'option')} with nothing amiss</summary>"
            yield ""
            yield from _table(titles, good)
            yield ""
            yield "</details>"


def _table(titles: tuple[str, str], rows: Sequence[Row]) -> Iterator[str]:
    yield f"| | {escaped(titles[0])} | | {escaped(titles[1])} |"
    yield "|---|---|---|---|"
    for row in rows:
        sign = SIGNS[row.mirrors][1].strip()
        help_text = f"<br>{escaped(row.help)}" if row.help and not (row.left.expected or row.right.expected) else ""
        right = f"{_side(row.right)}{help_text}"
        yield f"| {f'{OFF[row.severity]} {row.calls}'.strip()} | {_side(row.left)} | {sign} | {right} |"


def _side(side: Side) -> str:
    """Option, value and line, and what should stand there."""
    words = f"{escaped(side.option)} {f'<code>{escaped(side.value)}</code>' if side.value else '-'}"
    if side.lines:
        last = side.lines[-1]
        words += f"<br>{escaped(f'{last.source.path}:{last.line}')}"
    if side.expected:
        words += f"<br>**should be** <code>{escaped(f'{side.option}={side.expected}')}</code>"
    return words
