"""Write man/iaxlint.1 from what --help is made of: python tools/manpage.py"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iaxlint import __version__
from iaxlint.cli.run import COMMANDS, SAYS, load_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.cli.arguments import Option, Words

PAGE = Path(__file__).parent.parent / "man" / "iaxlint.1"

STATUS = {
    "0": "Nothing at or above --fail-on is found, no call fails, or what was asked for is done.",
    "1": "Something is found, a call fails, or Asterisk refuses the file.",
    "2": "The words, the settings or the input are at fault, or there is nothing to check.",
    "130": "Ctrl-C.",
}

ENVIRONMENT = {
    "NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM": "Whether reports are coloured, unless --color says so.",
    "IAXLINT_DEBUG": "If set, a bug in iaxlint shows its traceback, as with --debug.",
}

FILES = {
    "iaxlint.toml, .iaxlint.toml, pyproject.toml": "The settings: the nearest of these above the paths, up to the "
    "root of the git repository."
}


def page() -> str:
    """The whole page, for the macros of man(7)."""
    lines = [
        f'.TH IAXLINT 1 "" "iaxlint {__version__}" "User Commands"',
        ".SH NAME",
        r"iaxlint \- a static verifier for IAX2 trunks between Asterisk servers",
        ".SH SYNOPSIS",
        "\n.br\n".join(map(synopsis, COMMANDS)),
        ".SH DESCRIPTION",
        plain(" ".join(SAYS)),
        ".PP",
        plain("A PATH is a server's configuration folder, a folder with several of them, or a single .conf file."),
        ".SH COMMANDS",
    ]
    for name, (_, summary) in COMMANDS.items():
        lines += [f".SS iaxlint {name}", plain(f"{summary[0].upper()}{summary[1:]}.")]
        command = load_command(name)
        lines += [*entry(words_of(command.WORDS), command.WORDS.help)]
        for option in command.OPTIONS:
            lines += entry(option_of(option), option.help)
    for title, entries in (("EXIT STATUS", STATUS), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}", *(line for name, text in entries.items() for line in entry(bold(name), text))]
    lines += [".SH SEE ALSO", plain("https://github.com/iaxlint/iaxlint has the whole documentation."), ""]
    return "\n".join(lines)


def synopsis(name: str) -> str:
    """How a command is called."""
    command = load_command(name)
    needed = "".join(f" {option_of(option)}" for option in command.OPTIONS if option.required)
    return f"{bold(f'iaxlint {name}')}{needed} [\\fIOPTION\\fR...] {words_of(command.WORDS)}"


def words_of(words: Words) -> str:
    """What stands beside the options."""
    return italic(words.metavar) if words.one else f"[{italic(words.metavar)}...]"


def option_of(option: Option) -> str:
    """An option's names, and what stands for its value."""
    names = ", ".join(map(bold, option.names))
    return f"{names} {italic(option.shown)}" if option.shown else names


def entry(title: str, text: str) -> Iterator[str]:
    """One thing and what is said of it."""
    yield from (".TP", title, plain(f"{text[0].upper()}{text[1:]}".rstrip(".") + "."))


def bold(text: str) -> str:
    """Words to be typed as they stand."""
    return f"\\fB{escaped(text)}\\fR"


def italic(text: str) -> str:
    """Words that stand for others."""
    return f"\\fI{escaped(text)}\\fR"


def plain(text: str) -> str:
    """A line of text that is no request."""
    text = escaped(text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


def escaped(text: str) -> str:
    """Text in which nothing means anything to roff, and every hyphen can be copied."""
    return text.replace("\\", "\\e").replace("-", "\\-")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
