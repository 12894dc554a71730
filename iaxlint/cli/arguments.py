"""The words of a command line, taken apart by a table of options.

Each command lists what it takes.  On the way to a check nothing else is imported: argparse costs
as much as reading two small servers, and is asked only for help, which it lays out.
"""

from __future__ import annotations

from iaxlint.errors import InputError
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Protocol

    class Command(Protocol):
        """A module of `iaxlint.cli` that is a command."""

        OPTIONS: tuple[Option, ...]
        WORDS: Words

        def run(self, options: Options) -> int:
            """Run it and return the exit status."""


@record
class Option:
    """`--name VALUE`, or `--name` alone where there is no `metavar`."""

    name: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    repeatable: bool = False
    required: bool = False
    read: Callable[[str], object] | None = None
    """Makes a value of the word; ValueError with a message for people for a word that is none."""
    tail: str = ""
    """What may stand behind one of the choices, as in `sarif=FILE`."""
    short: str = ""
    """Another name, such as `-q`."""

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called by."""
        return (self.short, self.name) if self.short else (self.name,)

    @property
    def attribute(self) -> str:
        """What the value is called in `Options`."""
        return self.name.lstrip("-").replace("-", "_")

    @property
    def shown(self) -> str:
        """What stands for the value in help."""
        tail = f"[={self.tail}]" if self.tail else ""
        return f"{{{','.join(self.choices)}}}{tail}" if self.choices else self.metavar


@record
class Words:
    """What stands beside the options: any number of words, or exactly one."""

    name: str
    metavar: str
    help: str
    one: bool = False
    choices: tuple[str, ...] = ()


class Options:
    """What the words of a command line amount to: an attribute for each option, and one for the other words."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.given: set[str] = set()
        """The options that the command line has, by their long names."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The value of an option."""


DEFAULT_VERSION = "22"
"""The Asterisk whose behaviour is judged where nobody says otherwise."""


def read_version(text: str) -> object:
    """A version of Asterisk."""
    from iaxlint.model.version import Version

    return Version.parse(text)


def read_number(text: str) -> object:
    """A number from 1 on."""
    if not (text.isascii() and text.isdigit()) or not int(text[:9]):
        raise ValueError(f"it is a number from 1 on, and not `{text}`")
    return int(text[:9])


PATHS = Words("paths", "PATH", "a server's folder, a folder with several, or a .conf file")

READING = (
    Option("--asterisk", "the version whose behaviour is judged, such as 22", "VERSION", read=read_version),
    Option("--stdin-filename", "read standard input, and judge it in the place of this file", "FILE"),
)
"""How files are read."""

CONFIG = Option("--config", "the settings; else the nearest iaxlint.toml above the paths", "FILE")

SERVERS = (CONFIG, *READING)
"""The options of every command that reads servers."""

SECRETS = Option("--show-secrets", "do not mask secrets in the text")


LOOKS = (
    Option("--color", "default: auto", choices=("auto", "always", "never"), default="auto"),
    Option("--hyperlinks", "default: auto", choices=("auto", "always", "never"), default="auto"),
    Option("--debug", "show the traceback of a bug in iaxlint"),
)


def output(*formats: str) -> tuple[Option, ...]:
    """The options of every command that writes a report: as text, or in one of the formats."""
    return (Option("--output-format", "default: text", choices=("text", *formats), default="text"), *LOOKS)


def parse(name: str, command: Command, words: Iterable[str]) -> Options:
    """The options of a command; raises `InputError` for words that it does not take."""
    options = Options(name)
    known = {word: option for option in command.OPTIONS for word in option.names}
    for option in command.OPTIONS:
        setattr(options, option.attribute, [] if option.repeatable else option.default if _takes(option) else False)
    others: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            others += left
        elif word.startswith("-") and word != "-":
            _take(options, word, known, left)
        else:
            others.append(word)
    _take_words(options, command.WORDS, others)
    for option in command.OPTIONS:
        if option.required and not getattr(options, option.attribute):
            raise InputError(f"{name} needs {option.name} {option.shown}; iaxlint {name} --help tells more")
    return options


def _takes(option: Option) -> bool:
    return bool(option.metavar or option.choices)


def _take(options: Options, word: str, known: dict[str, Option], left: Iterator[str]) -> None:
    """One option, with its value behind a `=` or in the next word."""
    name, equal, value = word.partition("=")
    option = known.get(name)
    if option is None:
        from iaxlint.suggest import did_you_mean

        hint = (
            did_you_mean(name, [word for word in known if word.startswith("--")])
            or f"; iaxlint {options.command} --help tells what there is"
        )
        raise InputError(f"{options.command} has no option `{name}`{hint}")
    options.given.add(option.name)
    if not _takes(option):
        if equal:
            raise InputError(f"{name} takes no value")
        setattr(options, option.attribute, True)
        return
    if not equal:
        value = next(left, "")
    if not value or (not equal and value.startswith("--")):
        raise InputError(f"{name} needs a value: {name} {option.shown}")
    read = _read(option, value)
    if option.repeatable:
        getattr(options, option.attribute).append(read)
    else:
        setattr(options, option.attribute, read)


def _read(option: Option, word: str) -> object:
    choice, equal, tail = word.partition("=") if option.tail else (word, "", "")
    if option.choices and choice not in option.choices:
        from iaxlint.suggest import did_you_mean

        hint = did_you_mean(choice, option.choices)
        raise InputError(f"{option.name} is one of {', '.join(option.choices)}, and not `{choice}`{hint}")
    if equal and not tail:
        raise InputError(f"{option.name} {choice}= lacks a {option.tail}")
    if option.read is None:
        return word
    try:
        return option.read(word)
    except ValueError as error:
        raise InputError(f"{option.name}: {error}") from None


def _take_words(options: Options, words: Words, given: list[str]) -> None:
    if not words.one:
        setattr(options, words.name, given)
        return
    if len(given) != 1:
        what = f"{given[1]} is one too many" if given else "it is missing"
        raise InputError(f"{options.command} takes one {words.metavar}, and {what}")
    setattr(options, words.name, given[0])


def help_text(name: str, summary: str, command: Command) -> str:
    """What a command takes, for people."""
    from argparse import ArgumentParser, HelpFormatter

    parser = ArgumentParser(
        prog=f"iaxlint {name}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        formatter_class=lambda prog: HelpFormatter(prog, max_help_position=30, width=100),
    )
    add_arguments(parser, command)
    return parser.format_help()


def add_arguments(parser: ArgumentParser, command: Command) -> dict[str, Action]:
    """Let argparse know what a command takes; what it made of that, by option and by the name of the other words."""
    words = command.WORDS
    nargs = None if words.one else "*"
    made: dict[str, Action] = {
        words.name: parser.add_argument(words.name, nargs=nargs, metavar=words.metavar, help=words.help)
    }
    for option in command.OPTIONS:
        if _takes(option):
            action = "append" if option.repeatable else "store"
            made[option.name] = parser.add_argument(
                *option.names, action=action, metavar=option.shown, required=option.required, help=option.help
            )
        else:
            made[option.name] = parser.add_argument(*option.names, action="store_true", help=option.help)
    return made
