"""Reports for people on a terminal, by Rich, which never gets to read any of it as markup."""

from __future__ import annotations

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


def write(lines: Iterable[Line], out: TextIO, *, width: int) -> None:
    """Write the lines, breaking the long ones between words where they may be broken.

    Whether colours are wanted has been decided: what Rich thinks of the terminal and the environment is not asked.
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
    styles = {name: Style.parse(words) for name, words in STYLES.items()}
    for line in lines:
        for text in _broken(_text(line, styles), line, console, width):
            console.print(text)


def _text(line: Line, styles: dict[str, Style]) -> Text:
    text = Text(end="")
    for number, (name, part) in enumerate(line.segments):
        style = styles[name]
        text.append(visible(part), style + Style(link=line.url) if line.url and not number else style)
    text.rstrip()
    return text


def _broken(text: Text, line: Line, console: Console, width: int) -> Iterable[Text]:
    if line.fixed or text.cell_len <= width:
        return [text]
    hang = line.hang if line.hang < width // 2 else 2
    head, body = text.divide([hang]) if hang else (Text(), text)
    parts = body.wrap(console, width - hang)
    for part in parts:
        part.rstrip()
    return [head + parts[0], *(Text(" " * hang) + part for part in parts[1:])]
