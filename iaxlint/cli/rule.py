"""`iaxlint rule`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import add_output
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from iaxlint.diagnostics import Rule


def arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="the name or the code of a rule")
    parser.add_argument("--all", action="store_true", help="every rule")
    add_output(parser, "json")


def run(options: Namespace) -> int:
    """Explain rules."""
    from iaxlint.cli.output import width, write_document, write_lines
    from iaxlint.report import rules as report

    rules = _chosen(options)
    if options.output_format == "json":
        write_document(report.rules_document(rules))
    elif options.all:
        write_lines(report.index_lines(rules), options)
    else:
        write_lines(report.rules_lines(rules, width()), options)
    return OK


def _chosen(options: Namespace) -> list[Rule]:
    from iaxlint.rules.registry import all_rules

    rules = all_rules()
    if options.all:
        return rules
    if not options.names:
        raise InputError("which rule? iaxlint rule NAME explains one, iaxlint rule --all lists them")
    known = {word: rule for rule in rules for word in (rule.name, rule.code)}
    return [known.get(name.lower()) or known.get(name.upper()) or _unknown(name, known) for name in options.names]


def _unknown(name: str, known: dict[str, Rule]) -> Rule:
    from iaxlint.suggest import did_you_mean

    raise InputError(f"there is no rule `{name}`{did_you_mean(name, known) or '; iaxlint rule --all lists them'}")
