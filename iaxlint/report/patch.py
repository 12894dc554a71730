"""What fixes make of files, as a unified diff that patch(1) and git can apply.

Secrets are masked in it, and what a terminal must not get is escaped.  A hunk in which that was necessary can't be
applied, and must not be: its header says `@@ masked @@` first, which no program takes for that of a hunk.
"""

from __future__ import annotations

from difflib import unified_diff

from iaxlint.report.escape import visible
from iaxlint.report.mask import mask_line
from iaxlint.source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STYLES = {"-": "error", "+": "help", "@": "path"}
"""How the lines look on a terminal, by what they begin with."""

FRESH = "<fresh secret>"
"""In the place of a random secret, which will be another one when it counts."""


def patch_lines(path: str, old: bytes, new: bytes, fresh: Iterable[str] = (), *, show: bool) -> Iterator[str]:
    """The lines of the diff between two texts of a file, without line endings; `show` leaves secrets as they are."""
    before, after = (decode(data.decode("latin-1")).split("\n") for data in (old, new))
    yield from (f"{sign} {visible(path)}" for sign in ("---", "+++"))
    hunk: list[str] = []
    for line in list(unified_diff(_ended(before), _ended(after), lineterm=""))[2:]:
        if line.startswith("@@"):
            yield from _shown(hunk, fresh, show=show)
            hunk = []
        hunk.append(line)
    yield from _shown(hunk, fresh, show=show)


def _ended(lines: list[str]) -> list[str]:
    """Lines, each with its ending; the last has none where the file ends without."""
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def _shown(hunk: list[str], fresh: Iterable[str], *, show: bool) -> Iterator[str]:
    """One hunk as it may be shown."""
    if not hunk:
        return
    lines, masked = [], False
    for line in hunk[1:]:
        sign, whole = line[0], line[1:]
        text = whole.removesuffix("\n")
        harmless = _harmless(text, fresh, show=show)
        masked |= harmless != text
        lines.append(sign + harmless)
        if whole == text:
            lines.append("\\ No newline at end of file")
    yield f"@@ masked {hunk[0]}" if masked else hunk[0]
    yield from lines


def _harmless(text: str, fresh: Iterable[str], *, show: bool) -> str:
    """A line without what must not be seen; a carriage return at its end and tabs stay."""
    for secret in fresh:
        text = text.replace(secret, FRESH)
    body = text.removesuffix("\r")
    body = body if show else mask_line(body).text
    return "\t".join(map(visible, body.split("\t"))) + text[len(text.removesuffix("\r")) :]
