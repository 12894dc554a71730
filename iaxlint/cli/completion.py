"""`iaxlint completion`: what a shell needs to know to complete the words of a command line.

The scripts are made by shtab from the tables that the commands are read by, so they offer what there is.
"""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import Words
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

    from iaxlint.cli.arguments import Command, Option, Options

SHELLS = ("bash", "zsh", "fish")

WORDS = Words("shell", "SHELL", "the shell: bash, zsh or fish", one=True, choices=SHELLS)
OPTIONS: tuple[Option, ...] = ()

RULES = {
    "bash": """\
_iaxlint_rules() { compgen -W "$_iaxlint_known" -- "$1"; }
_iaxlint_rule_list() { compgen -P "${1%"${1##*,}"}" -W "$_iaxlint_known" -- "${1##*,}"; }
_iaxlint_known="\\
""",
    "zsh": """\
_iaxlint_rules() { _describe rule _iaxlint_known "$@" }
_iaxlint_rule_list() { _sequence _iaxlint_rules }
typeset -ga _iaxlint_known=(
""",
    "fish": """\
function _iaxlint_rules
  printf '%s\\n' $_iaxlint_known
end
function _iaxlint_rule_list
  set -l before (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r '[^,]*$' '')
  printf "$before%s\\n" $_iaxlint_known
end
set -g _iaxlint_known \\
""",
}
"""Of each shell: how it completes rules, one or a list with commas, and the beginning of the list of all of them."""

LISTED = {"bash": ("{word}", '"'), "zsh": ("{word}:{summary}", ")"), "fish": ("{word}\t{summary}", "")}
"""Of each shell: what stands for a rule in that list, and what ends it."""

RULE = {"bash": "_iaxlint_rules", "zsh": "_iaxlint_rules", "fish": "(_iaxlint_rules)"}
RULE_LIST = {"bash": "_iaxlint_rule_list", "zsh": "_iaxlint_rule_list", "fish": "(_iaxlint_rule_list)"}

MENDED = {'"(*)::': '"*:', "-g '(*.conf)'": "-g '*.conf'"}
"""What shtab writes for zsh: the first would complete one of several words only, the second completes none."""


def run(options: Options) -> int:
    """Print the script for a shell."""
    from iaxlint.cli.output import write_text

    if options.shell not in SHELLS:
        from iaxlint.suggest import did_you_mean

        hint = did_you_mean(options.shell, SHELLS)
        raise InputError(f"completion is there for {', '.join(SHELLS)}, and not for `{options.shell}`{hint}")
    write_text(script(options.shell))
    return OK


def script(shell: str) -> str:
    """What a shell of that name is to load."""
    import shtab

    made: str = shtab.complete(_parser(), shell, preamble=RULES[shell] + _known(shell))
    for wrong, right in MENDED.items():
        made = made.replace(wrong, right)
    return made.rstrip("\n") + "\n"


def _parser() -> ArgumentParser:
    """The whole command line as argparse sees it."""
    from argparse import ArgumentParser

    from iaxlint.cli.run import COMMANDS, load_command

    root = ArgumentParser("iaxlint")
    root.add_argument("-V", "--version", action="store_true", help="show the version")
    groups = {"": root.add_subparsers()}
    for name, (_, summary) in COMMANDS.items():
        group, _, word = name.rpartition(" ")
        if group not in groups:
            groups[group] = groups[""].add_parser(group, help="what Asterisk makes of it").add_subparsers()
        _add(groups[group].add_parser(word, help=summary, description=summary), load_command(name))
    return root


def _add(parser: ArgumentParser, command: Command) -> None:
    """Tell what a command takes, and what each of its values is."""
    from iaxlint.cli.arguments import add_arguments

    kinds = _kinds()
    made = add_arguments(parser, command)
    takes: list[Words | Option] = [command.WORDS, *command.OPTIONS]
    for taken in takes:
        action = made[taken.name]
        if taken.choices:
            action.choices = taken.choices
        elif taken.metavar in kinds:
            action.complete = kinds[taken.metavar]  # type: ignore[attr-defined]


def _kinds() -> Mapping[str, object]:
    """How a value is completed, by what stands for it in help."""
    import shtab

    return {
        "PATH": shtab.glob("*.conf"),
        "FILE": shtab.FILE,
        "FOLDER": shtab.DIRECTORY,
        "RULE": RULE,
        "RULE,...": RULE_LIST,
    }


def _known(shell: str) -> str:
    """All that stands for rules, one on each line, as a list of the shell."""
    from shlex import quote

    from iaxlint.diagnostics import CATEGORIES
    from iaxlint.rules.page import page
    from iaxlint.rules.registry import all_rules

    form, end = LISTED[shell]
    known = dict.fromkeys(CATEGORIES, "all rules of this category")
    known |= {rule.name: page(rule).summary for rule in all_rules()}
    lines = [quote(form.format(word=word, summary=summary)) for word, summary in known.items()]
    return (" \\\n" if shell != "zsh" else "\n").join(lines) + end
