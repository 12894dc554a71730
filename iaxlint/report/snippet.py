"""A line of a file, as a report quotes it: masked, harmless, no wider than there is room, underlined."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.report.escape import visible, width
from iaxlint.report.lines import Line
from iaxlint.report.mask import mask_line, unmasked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Place

TAB = "    "
CUT = "…"
LEAD = 3
"""What stands between the line number and the text: ` | `."""


@record
class Page:
    """How a report is laid out."""

    width: int
    """How many columns there are."""
    show_secrets: bool = False
    quiet: bool = False
    """Whether there is to be nothing but the findings."""


@record
class Quote:
    """A line in three pieces, the middle one underlined; each is safe to print."""

    number: int
    before: str
    marked: str
    after: str


def quote(place: Place, page: Page, room: int) -> Quote | None:
    """The first line of a place, at most `room` columns wide; None where the file has no such line."""
    source = place.source
    if not source.text:
        return None
    number, column = source.position(min(place.start, len(source.text)))
    line = source.line_text(number)
    last, end = source.position(min(place.end, len(source.text)))
    stop = end - 1 if last == number else len(line)
    masked = unmasked(line) if page.show_secrets else mask_line(line)
    start = min(masked.column(column - 1), len(masked.text))
    stop = max(start, min(masked.column(stop, end=True), len(masked.text)))
    before, marked, after = (_safe(masked.text[a:b]) for a, b in ((0, start), (start, stop), (stop, None)))
    return Quote(number, *_fitted(before, marked, after.rstrip(), room))


def quoted(place: Place, page: Page, gutter: int, style: str, sign: str, note: str) -> list[Line]:
    """The line of a place with its number, and below it the underline and what is to be said of it."""
    found = quote(place, page, max(page.width - gutter - LEAD - 1, 20))
    if found is None:
        return []
    edge = ("near", " " * gutter + " |")
    under = " " * width(found.before)
    return [
        Line((edge,), fixed=True),
        Line(
            (
                ("near", f"{found.number:>{gutter}} | "),
                ("", found.before),
                (style, found.marked),
                ("", found.after),
            ),
            fixed=True,
        ),
        Line(
            (edge, ("", f" {under}"), (style, sign * max(1, width(found.marked))), (style, f" {note}" if note else "")),
            hang=min(gutter + LEAD + len(under), page.width // 2),
        ),
    ]


def source_text(place: Place, page: Page, room: int) -> str:
    """The line of a place without an underline and without its comment, from its first letter on."""
    found = quote(place, page, room)
    if found is None:
        return ""
    after = "" if found.after.lstrip().startswith(";") else found.after
    return (found.before + found.marked + after).strip()


def _safe(text: str) -> str:
    return visible(text.replace("\t", TAB))


def _fitted(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    """The pieces, cut where they do not fit: first far behind what is marked, then before it."""
    if width(before) + width(marked) + width(after) <= room:
        return before, marked, after
    marked = cut(marked, room * 2 // 3)
    left = room - width(marked)
    if width(before) > left * 2 // 3:
        before = _tail(before, left * 2 // 3)
    return before, marked, cut(after, left - width(before))


def cut(text: str, room: int) -> str:
    """The beginning of a text, as much of it as there is room for."""
    if width(text) <= room:
        return text
    text = text[: max(room - 1, 0)]
    while text and width(text) > room - 1:
        text = text[:-1]
    return text + CUT


def _tail(text: str, room: int) -> str:
    """The end of a text."""
    if width(text) <= room:
        return text
    text = text[max(len(text) - room + 1, 0) :]
    while text and width(text) > room - 1:
        text = text[1:]
    return CUT + text
