"""`iaxlint rule`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import CONFIG, Option, Words, output
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options
    from iaxlint.diagnostics import Rule


WORDS = Words("names", "RULE", "the name or the code of a rule")
OPTIONS = (Option("--all", "every rule"), CONFIG, *output("json", "markdown"))


def run(options: Options) -> int:
    """Explain rules."""
    from iaxlint.cli.output import width, write_document, write_lines, write_text
    from iaxlint.report import rules as report

    rules = _chosen(options)
    if options.output_format == "json":
        write_document(report.rules_document(rules))
    elif options.output_format == "markdown":
        from iaxlint.report.rules_markdown import pages, tables

        write_text("\n".join(tables(rules, lambda rule: rule.url) if options.all else pages(rules)))
    elif options.all:
        write_lines(report.index_lines(rules), options)
    else:
        write_lines(report.rules_lines(rules, width()), options)
    return OK


def _chosen(options: Options) -> list[Rule]:
    from iaxlint.rules.registry import all_rules
    from iaxlint.settings import load_settings

    rules = all_rules()
    plugins = load_settings(options.config, []).plugins
    if plugins:
        from iaxlint.plugins import plugin_rules

        rules += plugin_rules(plugins, rules)
    if options.all:
        return rules
    if not options.names:
        raise InputError("which rule? iaxlint rule NAME explains one, iaxlint rule --all lists them")
    known = {word: rule for rule in rules for word in (rule.name, rule.code)}
    return [known.get(name.lower()) or known.get(name.upper()) or _unknown(name, known) for name in options.names]


def _unknown(name: str, known: dict[str, Rule]) -> Rule:
    from iaxlint.suggest import did_you_mean

    raise InputError(f"there is no rule `{name}`{did_you_mean(name, known) or '; iaxlint rule --all lists them'}")
