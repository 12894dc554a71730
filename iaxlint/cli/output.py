"""Where a report goes: a terminal, a file or a pipe; with colours or without."""

from __future__ import annotations

import os
import sys

from iaxlint.cli.run import silence
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from iaxlint.cli.arguments import Options
    from iaxlint.report.lines import Line
    from iaxlint.report.snippet import Page

PIPED_WIDTH = 120
"""How wide a quoted line may be where no terminal sets a limit."""
UNBROKEN = 1 << 20
"""The width at which no line is broken: whoever reads colours from a pipe breaks lines for themselves."""


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    try:
        return sys.stdout is not None and sys.stdout.isatty()
    except ValueError:
        return False


def colored(options: Options) -> bool:
    """Whether the report is coloured: by `--color`, else as the environment wants it, else on a terminal.

    The environment speaks by NO_COLOR (no-color.org), FORCE_COLOR (force-color.org), and CLICOLOR_FORCE and
    CLICOLOR, of which 0 means no (bixense.com/clicolors); the first of them that says something counts.
    """
    if options.color != "auto":
        return bool(options.color == "always")
    said = os.environ.get
    if said("NO_COLOR"):
        return False
    if said("FORCE_COLOR") or said("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return is_terminal() and said("TERM") != "dumb" and said("CLICOLOR") != "0"


def linked(options: Options) -> bool:
    """Whether places and rules are links: by `--hyperlinks`, else FORCE_HYPERLINK, else on terminals known for it."""
    if options.hyperlinks != "auto":
        return bool(options.hyperlinks == "always")
    forced = os.environ.get("FORCE_HYPERLINK", "")
    if forced or not (is_terminal() and colored(options)):
        return forced not in ("", "0")
    from iaxlint.cli.hyperlinks import draws_links

    return draws_links(os.environ)


def width() -> int:
    """How many columns there are: those of the terminal, or a fixed number."""
    if not is_terminal():
        return PIPED_WIDTH
    try:
        return max(20, os.get_terminal_size(sys.stdout.fileno()).columns or 80)
    except (OSError, ValueError):
        return 80


def page(options: Options, columns: int = 0) -> Page:
    """How the report is laid out: as wide as standard output, unless it is said how wide."""
    from iaxlint.report.snippet import Page

    return Page(columns or width(), options.show_secrets, getattr(options, "quiet", False))


def write_lines(lines: Iterable[Line], options: Options) -> None:
    """Write a report for people."""
    colors, links = colored(options), linked(options)
    if colors or links:
        from iaxlint.report import text

        columns = width() if is_terminal() else UNBROKEN
        _write(lambda out: text.write(lines, out, width=columns, colors=colors, links=links))
    else:
        from iaxlint.report import plain

        _write(lambda out: plain.write(lines, out))


def write_document(document: dict[str, object]) -> None:
    """Write a document for machines."""
    from iaxlint.report.json import dumps

    write_text(dumps(document))


def write_text(text: str) -> None:
    """Write a text as it stands."""
    _write(lambda out: out.write(text))


def write_bytes(data: bytes) -> None:
    """Write a file as it stands; on a terminal, what that must not get is escaped."""
    if is_terminal():
        from iaxlint.report.escape import visible

        lines = data.decode("utf-8", "surrogateescape").split("\n")
        write_text("\n".join(visible(line.expandtabs(4)) for line in lines))
    else:
        _write(lambda out: out.buffer.write(data))


def _write(write: Callable[[TextIO], object]) -> None:
    """Write to standard output; a reader who leaves early changes nothing, a full disk is an error."""
    out = _prepared()
    try:
        write(out)
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise InputError(f"cannot write the report: {error.strerror}") from None


def _prepared() -> TextIO:
    """Standard output; in UTF-8 unless a terminal says otherwise, and unable to fail for a character."""
    out = sys.stdout
    if out is None:
        return open(os.devnull, "w")
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        if is_terminal():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    return out
