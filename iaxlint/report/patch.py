"""What fixes make of files, as a unified diff that patch(1) and git can apply.

Secrets are masked in it, and what a terminal must not get is escaped.  Where that was necessary nothing of the diff
may be applied, or a fix would be made by half: each header of a hunk then begins with `@@ masked @@`, which no program
takes for one.
"""

from __future__ import annotations

from difflib import unified_diff

from iaxlint.report.escape import visible
from iaxlint.report.mask import mask_line
from iaxlint.source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Text = tuple[str, bytes, bytes]
    """A file's path as users see it, what it holds, and what it is to hold."""

STYLES = {"-": "error", "+": "help", "@": "path"}
"""How the lines look on a terminal, by what they begin with."""

FRESH = "<fresh secret>"
"""In the place of a random secret, which will be another one when it counts."""


def patch_lines(files: Iterable[Text], fresh: Iterable[str] = (), *, show: bool = False) -> list[str]:
    """The lines of a diff, without line endings; `show` leaves secrets as they are, but for those that are `fresh`."""
    lines: list[str] = []
    masked = False
    for path, old, new in files:
        lines += (f"--- {visible(path)}", f"+++ {visible(path)}")
        for line in list(unified_diff(_lines(old), _lines(new), lineterm=""))[2:]:
            sign, text = line[0], line[1:].removesuffix("\n")
            harmless = text if sign == "@" else _harmless(text, fresh, show=show)
            masked |= harmless != text
            lines.append(sign + harmless)
            if sign != "@" and not line.endswith("\n"):
                lines.append("\\ No newline at end of file")
    return [f"@@ masked {line}" if line.startswith("@@ ") else line for line in lines] if masked else lines


def _lines(data: bytes) -> list[str]:
    """The lines of a file, each with its line feed; the last has none where the file ends without."""
    *whole, last = decode(data.decode("latin-1")).split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _harmless(text: str, fresh: Iterable[str], *, show: bool) -> str:
    """A line without what must not be seen; a carriage return at its end and tabs stay."""
    for secret in fresh:
        text = text.replace(secret, FRESH)
    body = text.removesuffix("\r")
    ending = text[len(body) :]
    body = body if show else mask_line(body).text
    return "\t".join(map(visible, body.split("\t"))) + ending
