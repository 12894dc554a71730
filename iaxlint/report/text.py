"""Reports for people on a terminal, by Rich, which never gets to read any of it as markup."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from rich.console import Console
from rich.style import Style
from rich.text import Text

from iaxlint.report.escape import visible
from iaxlint.report.lines import STYLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from iaxlint.report.lines import Line


PLACE = re.compile(r"(.+?)(:\d+)*:?")
"""A path, and the line and column behind it."""


def write(lines: Iterable[Line], out: TextIO, *, width: int, colors: bool = True, links: bool = False) -> None:
    """Write the lines, breaking the long ones between words where they may be broken.

    `colors` and `links` tell whether the terminal is to draw them (links by OSC 8): that has been decided, and what
    Rich thinks of the terminal and the environment is not asked.
    """
    console = Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=True,
    )
    styles = {name: Style.parse(words if colors else "") for name, words in STYLES.items()}
    for line in lines:
        for text in _broken(_text(line, styles, links=links), line, console, width):
            console.print(text)


def _text(line: Line, styles: dict[str, Style], *, links: bool) -> Text:
    text = Text(end="")
    for number, (name, part) in enumerate(line.segments):
        target = _target(line, number) if links else ""
        text.append(visible(part), styles[name] + Style(link=target) if target else styles[name])
    text.rstrip()
    return text


def _target(line: Line, number: int) -> str:
    """Where a segment leads: the first of a line that has an address to that, a place to its file."""
    if line.url and not number:
        return line.url
    style, part = line.segments[number]
    found = PLACE.fullmatch(part) if style == "path" else None
    if found is None or not os.path.isfile(found[1]):
        return ""
    return "file://" + quote(os.path.abspath(os.fsencode(found[1])))


def _broken(text: Text, line: Line, console: Console, width: int) -> Iterable[Text]:
    if line.fixed or text.cell_len <= width:
        return [text]
    hang = line.hang if line.hang < width // 2 else 2
    head, body = text.divide([hang]) if hang else (Text(), text)
    parts = body.wrap(console, width - hang)
    for part in parts:
        part.rstrip()
    return [head + parts[0], *(Text(" " * hang) + part for part in parts[1:])]
