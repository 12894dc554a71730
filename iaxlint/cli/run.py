"""From the words of a command line to an exit status: which command, and what to say when it can't be done."""

from __future__ import annotations

import gc
import os
import sys

from iaxlint.cli import INTERRUPTED, OK, USAGE
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Command

COMMANDS = {
    "check": ("check", "all rules over files, servers, and every pair that point at each other"),
    "trace": ("trace", "one simulated call, step by step"),
    "diff": ("diff", "both ends of each trunk side by side"),
    "links": ("links", "who can call whom"),
    "probe": ("probe", "ask every host that the configurations name whether it answers"),
    "compare": ("compare", "which calls two versions of the same servers differ in"),
    "show config": ("show_config", "what Asterisk would load from a file"),
    "show peers": ("show_sections", "the peers, each value with its line"),
    "show users": ("show_sections", "the users, each value with its line"),
    "show registrations": ("show_registrations", "what registers where, and whether it succeeds"),
    "show dialplan": ("show_dialplan", "contexts and extensions, and what a number enters"),
    "new": ("new", "a correct pair of servers, or a hub with its spokes, to begin with"),
    "rule": ("rule", "what a rule means, why, an example, how to mend it"),
    "completion": ("completion", "a script by which bash, zsh or fish completes what is typed"),
}
"""Each command: its module in `iaxlint.cli`, and what it does."""

SAYS = (
    "iaxlint reads the configuration of Asterisk servers and says what will happen on the IAX2 trunks",
    "between them. It reads files: nothing is run, and no server is asked but by `iaxlint probe`.",
)
"""What it is for."""

HELP = ("", "-h", "--help", "help")
"""In the place of a command."""


def run(words: list[str]) -> int:
    """Run the command that the words name; say on stderr why it can't be run, and return the exit status."""
    gc.disable()
    debug = "--debug" in words or bool(os.environ.get("IAXLINT_DEBUG"))
    try:
        status = _dispatch(words)
    except KeyboardInterrupt:
        status = INTERRUPTED
    except InputError as error:
        status = complain(str(error))
    except Exception as error:
        status = _traced(error, whole="--show-secrets" in words) if debug else complain(bug(error))
    return _flush(status)


def _dispatch(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        from iaxlint import __version__
        from iaxlint.cli.output import write_text

        write_text(f"iaxlint {__version__}\n")
        return OK
    name, *words = words or [""]
    if name in HELP:
        return _help("", name)
    if name == "show":
        kind, *words = words or [""]
        if kind in HELP:
            return _help("show ", kind)
        name = f"show {kind}"
    if name not in COMMANDS:
        raise InputError(_unknown(name))
    command = load_command(name)
    if "-h" in words or "--help" in words:
        from iaxlint.cli.arguments import help_text
        from iaxlint.cli.output import write_text

        write_text(help_text(name, COMMANDS[name][1], command))
        return OK
    from iaxlint.cli.arguments import parse

    return command.run(parse(name, command, words))


def load_command(name: str) -> Command:
    """The module of a command."""
    module = f"iaxlint.cli.{COMMANDS[name][0]}"
    __import__(module)
    return sys.modules[module]


def _help(start: str, asked: str) -> int:
    """What there is; whoever did not ask for it has used the command wrongly."""
    from iaxlint.cli.output import write_text

    rows = {name: summary for name, (_, summary) in COMMANDS.items() if name.startswith(start)}
    width = max(map(len, rows))
    lines = [
        *SAYS,
        "",
        f"usage: iaxlint {start}{'KIND' if start else 'COMMAND'} [OPTION...] [PATH...]",
        "",
        *(f"  {name:{width}}  {summary}" for name, summary in rows.items()),
        "",
        "iaxlint COMMAND --help tells what a command takes. A PATH is a server's configuration folder,",
        "a folder with several of them, or a single .conf file.",
    ]
    write_text("\n".join(lines) + "\n")
    return OK if asked else USAGE


def _unknown(name: str) -> str:
    from iaxlint.suggest import did_you_mean

    if name.startswith("-"):
        return f"options come after a command, as in: iaxlint check {name}"
    hint = did_you_mean(name, COMMANDS)
    if not hint and os.path.exists(name):
        hint = f"; did you mean `iaxlint check {name}`?"
    return f"there is no command `{name}`{hint or '; iaxlint --help lists them'}"


def bug(error: Exception) -> str:
    """One line about an error that should not happen."""
    return f"this is a bug in iaxlint: {fault(error)}"


def fault(error: Exception) -> str:
    """What broke, and where; the text of the error could hold a secret, so it stays out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{type(error).__name__} at {where}; --debug shows the traceback"


def _traced(error: Exception, *, whole: bool) -> int:
    """Show where an error comes from; what it says could hold a secret, and is left out unless all is to be shown."""
    from traceback import format_exception, format_tb

    told = f"{type(error).__name__}: what it says may hold a secret; --show-secrets shows it\n"
    lines = ["Traceback (most recent call last):\n", *format_tb(error.__traceback__), told]
    _flush(USAGE)
    if sys.stderr is not None:
        sys.stderr.write("".join(format_exception(error) if whole else lines))
    return USAGE


def complain(message: str) -> int:
    """Say on stderr why something can't be done; returns the exit status for that."""
    from iaxlint.report.escape import visible

    _flush(USAGE)
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"iaxlint: {visible(message)}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return USAGE
    return USAGE


def _flush(status: int) -> int:
    """Flush stdout now, so that a closed pipe or a full disk is met here and not while Python ends."""
    if sys.stdout is None:
        return status
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
    except (OSError, ValueError) as error:
        silence()
        return complain(f"cannot write the report: {getattr(error, 'strerror', None) or error}")
    return status


def silence() -> None:
    """Let what is still to be written to stdout go nowhere: its reader has left."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
