"""The words of a command, taken apart; only the chosen command's options are ever built."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace

from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, Protocol

    from iaxlint.model.version import Version

    class Command(Protocol):
        """A module of `iaxlint.cli` that is a command."""

        def arguments(self, parser: ArgumentParser) -> None:
            """Add the command's own options."""

        def run(self, options: Namespace) -> int:
            """Run it and return the exit status."""


DEFAULT_VERSION = "22"
"""The Asterisk whose behaviour is judged where nobody says otherwise."""


class Parser(ArgumentParser):
    """Raises `InputError` in the place of printing and leaving."""

    def error(self, message: str) -> NoReturn:
        """What is wrong with the words."""
        raise InputError(f"{message}; {self.prog} --help tells more")


class Formatter(HelpFormatter):
    """Help of one width: to measure the terminal, argparse would import archives and compressors."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)


def parse(name: str, summary: str, command: Command, words: list[str]) -> Namespace:
    """The options of a command; raises `InputError` for words that it does not know."""
    parser = Parser(
        prog=f"iaxlint {name}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        allow_abbrev=False,
        formatter_class=Formatter,
    )
    command.arguments(parser)
    parser.set_defaults(command=name)
    options, left = parser.parse_known_intermixed_args(words)
    if left:
        known = [word for action in parser._actions for word in action.option_strings]
        raise InputError(_unknown(left[0], known))
    return options


def _unknown(word: str, known: list[str]) -> str:
    from iaxlint.suggest import did_you_mean

    if not word.startswith("-"):
        return f"{word} is one word too many"
    return f"there is no option `{word.partition('=')[0]}`{did_you_mean(word.partition('=')[0], known)}"


def add_paths(parser: ArgumentParser) -> None:
    """`[PATH...]`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a server's folder, a folder with several, or a .conf file"
    )


def add_servers(parser: ArgumentParser) -> None:
    """The options of every command that reads servers."""
    add_paths(parser)
    parser.add_argument("--config", metavar="FILE", help="the settings; else the nearest iaxlint.toml above the paths")
    add_reading(parser)


def add_reading(parser: ArgumentParser) -> None:
    """How files are read: by which Asterisk, and what stands in the place of one of them."""
    parser.add_argument(
        "--asterisk", type=_version, metavar="VERSION", help="the version whose behaviour is judged, such as 22"
    )
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="read standard input, and judge it in the place of this file"
    )


def _version(text: str) -> Version:
    from iaxlint.model.version import Version

    try:
        return Version.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def add_output(parser: ArgumentParser, *formats: str) -> None:
    """The options of every command that writes a report."""
    add_choice(parser, "--output-format", ("text", *formats), "text")
    add_choice(parser, "--color", ("auto", "always", "never"), "auto")
    parser.add_argument("--debug", action="store_true", help="show the traceback of a bug in iaxlint")


def add_choice(
    parser: ArgumentParser, option: str, words: tuple[str, ...], default: str | None, more: str = ""
) -> None:
    """An option that takes one of a few words; `more` goes before them in its help."""
    metavar = f"{{{','.join(words)}}}"
    parser.add_argument(
        option, type=one_of(words), default=default, metavar=metavar, help=more or f"default: {default}"
    )


def one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    """Takes one of the words, and says what they are when it gets another."""

    def take(word: str) -> str:
        if word not in words:
            from iaxlint.suggest import did_you_mean

            raise ArgumentTypeError(f"`{word}` is none of {', '.join(words)}{did_you_mean(word, words)}")
        return word

    return take


def add_secrets(parser: ArgumentParser) -> None:
    """`--show-secrets`."""
    parser.add_argument("--show-secrets", action="store_true", help="do not mask secrets in the text")
