"""`iaxlint check`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK, USAGE
from iaxlint.cli.arguments import LOOKS, PATHS, SECRETS, SERVERS, Option
from iaxlint.diagnostics import SEVERITIES
from iaxlint.errors import InputError
from iaxlint.report import FORMATS
from iaxlint.settings import LEVELS, PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options
    from iaxlint.cli.reports import Destination
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.settings import Settings


def _listing(name: str, help_text: str) -> Option:
    return Option(name, help_text, "RULE,...", repeatable=True, read=lambda text: text.split(","))


WORDS = PATHS
CHOICES = (
    _listing("--select", "only these rules: names, codes, beginnings of codes, categories"),
    _listing("--extend-select", "these rules, too"),
    _listing("--ignore", "all but these rules"),
    Option("--profile", "a choice of rules with a name; default: default", choices=PROFILES),
    Option("--min-severity", "from which severity on findings are shown; default: info", choices=SEVERITIES),
    Option("--no-ignores", "report also what comments suppress"),
    Option("--baseline", "report only what this file does not list", "FILE"),
    Option("--write-baseline", "list all that is found in this file, and report nothing of it", "FILE"),
)
REPORTS = (
    Option(
        "--output-format",
        "default: text; may be repeated, with the file that each report goes to",
        choices=tuple(FORMATS),
        repeatable=True,
        tail="FILE",
    ),
    Option("--output-file", "where the report goes, instead of standard output", "FILE"),
    Option("--statistics", "how often each rule found something, instead of the findings"),
)
OPTIONS = (
    *SERVERS,
    *REPORTS,
    *LOOKS,
    SECRETS,
    Option("--quiet", "print the findings and nothing else", short="-q"),
    Option("--fail-on", "from which severity on the exit status is 1; default: error", choices=LEVELS),
    Option("--exit-zero", "exit with 0 whatever is found"),
    *CHOICES,
)


def run(options: Options) -> int:
    """Check, report, and say by the exit status whether something was found."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.progress import Progress
    from iaxlint.engine import check
    from iaxlint.rules.registry import all_rules

    wanted = _destinations(options)
    settings, fleet = load(options)
    rules, fail_on = all_rules(), options.fail_on or settings.fail_on
    with Progress("checking"):
        if _chooses(options, settings):
            from iaxlint.cli.choosing import check_chosen

            report, preset = check_chosen(fleet, rules, options, settings)
            fail_on = fail_on or preset
        else:
            report = check(fleet, rules)
    _refuse_nothing(report, fleet)
    report.fail_on = fail_on or "error"
    _write(wanted, report, fleet, options)
    if report.crashes:
        return _crashed(report, debug=options.debug)
    if options.exit_zero:
        return OK
    return FOUND if _fails(report) else OK


def _fails(report: Report) -> bool:
    """Whether something was found that fails the run, be it shown or not."""
    return any(found.severity in report.failing for shown in (report.diagnostics, report.minor) for found in shown)


def _chooses(options: Options, settings: Settings) -> bool:
    """Whether the command line or the settings say what to look for or what to leave out."""
    said = [getattr(options, option.attribute) for option in CHOICES]
    said += [settings.min_severity, settings.profile, settings.choice, settings.per_file_ignores]
    said += [settings.locked, settings.plugins, settings.baseline]
    return any(said)


def _refuse_nothing(report: Report, fleet: Fleet) -> None:
    """What holds not one section was not checked, and must not look as if it had been."""
    if not report.diagnostics and not any(
        config.categories for server in fleet.servers for config in server.configs.values()
    ):
        raise InputError(f"{', '.join(server.path or '.' for server in fleet.servers)}: no section in any file")


def _destinations(options: Options) -> list[Destination]:
    """The reports that are asked for; none where there is to be nothing but text."""
    if not any(getattr(options, option.attribute) for option in REPORTS):
        return []
    from iaxlint.cli.reports import destinations

    return destinations(options)


def _write(wanted: list[Destination], report: Report, fleet: Fleet, options: Options) -> None:
    if wanted:
        from iaxlint.cli.reports import write_reports

        write_reports(wanted, report, fleet, options)
    else:
        from iaxlint.cli.output import page, write_lines
        from iaxlint.report.finding import report_lines

        write_lines(report_lines(report, fleet, page(options)), options)


def _crashed(report: Report, *, debug: bool) -> int:
    from iaxlint.cli.run import bug, complain, fault

    for crash in report.crashes:
        rule, error = crash.rule, crash.error
        if debug:
            raise error
        if rule.plugin:
            complain(f"the rule {rule.name} of the plugin {rule.plugin} broke: {fault(error)}")
        else:
            complain(f"rule {rule.name}: {bug(error)}")
    return USAGE
