"""`iaxlint check`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK, USAGE
from iaxlint.cli.arguments import LOOKS, PATHS, SECRETS, SERVERS, Option, read_number
from iaxlint.diagnostics import SEVERITIES
from iaxlint.disk import DISK
from iaxlint.errors import InputError
from iaxlint.report import FORMATS
from iaxlint.settings import LEVELS, PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iaxlint.cli.arguments import Options
    from iaxlint.cli.reports import Destination
    from iaxlint.disk import Disk
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.probe.outcome import Probed
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
FIXING = (
    Option("--fix", "mend what can be mended without changing any call but from failing to reaching"),
    Option("--unsafe-fixes", "with --fix or --diff: mend also what takes somebody to look at it"),
    Option("--diff", "show what would be mended, and change nothing"),
    _listing("--fix-only", "mend only what these rules find"),
)
VIEWS = (
    Option("--show-files", "list the files that would be read, and why, and check nothing"),
    Option("--show-settings", "list the settings in effect, and where each comes from, and check nothing"),
    Option("--watch", "on a terminal: check again whenever a file changes, until Ctrl-C"),
)
SHARING = (
    Option("--jobs", "how many processes check many servers; default: one for each processor", "N", read=read_number),
    Option("--cache-dir", "where what was found of many servers is kept; default: ~/.cache/iaxlint", "FOLDER"),
    Option("--no-cache", "neither use nor keep what is found"),
)
OPTIONS = (
    *SERVERS,
    *SHARING,
    *REPORTS,
    *LOOKS,
    SECRETS,
    Option("--quiet", "print the findings and nothing else", short="-q"),
    Option("--fail-on", "from which severity on the exit status is 1; default: error", choices=LEVELS),
    Option("--exit-zero", "exit with 0 whatever is found"),
    Option("--probe", "ask also every host that the configurations name whether it answers, over the network"),
    *CHOICES,
    *FIXING,
    *VIEWS,
)


def run(options: Options) -> int:
    """Check, once or again and again, or show what would be checked."""
    if any(getattr(options, option.attribute) for option in VIEWS):
        from iaxlint.cli.views import view

        return view(options)
    return run_once(options)


def run_once(options: Options, disk: Disk = DISK) -> int:
    """Check, report, and say by the exit status whether something was found."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.progress import Progress
    from iaxlint.fleet.fleet import Fleet

    wanted = _destinations(options)
    fixing = any(getattr(options, option.attribute) for option in FIXING)
    settings, fleet = load(options, disk=disk, shared=not (fixing or options.probe))
    probed = _probed(fleet, options) if options.probe else None
    with Progress("checking", shown=type(fleet) is Fleet):
        report = examine(fleet, options, settings, probed)
    _refuse_nothing(report, fleet)
    told = False
    if fixing:
        from iaxlint.cli.fixing import fix

        fleet, report, told = fix(fleet, report, options, settings)
    if not told:
        _write(wanted, report, fleet, settings, options)
    if report.crashes:
        return _crashed(report, debug=options.debug)
    if options.exit_zero:
        return OK
    if options.diff:
        return FOUND if report.mending is not None and report.mending.files else OK
    return FOUND if _fails(report) else OK


def examine(fleet: Fleet, options: Options, settings: Settings, probed: Sequence[Probed] | None = None) -> Report:
    """What is found in a fleet, and in what its hosts answered."""
    from iaxlint.rules.registry import all_rules

    preset = None
    if _chooses(options, settings):
        from iaxlint.cli.choosing import check_chosen

        report, preset = check_chosen(fleet, all_rules(), options, settings, probed)
    else:
        from iaxlint.engine import check

        report = check(fleet, all_rules(), probed=probed)
    report.fail_on = options.fail_on or settings.fail_on or preset or "error"
    return report


def _probed(fleet: Fleet, options: Options) -> Sequence[Probed]:
    """What the hosts answer that the configurations name."""
    if any(getattr(options, option.attribute) for option in FIXING):
        raise InputError(
            "--probe does not go with --fix or --diff, which check again and again: mend first, then probe"
        )
    from iaxlint.cli.probe import probe

    return probe(fleet)[0]


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


def _write(wanted: list[Destination], report: Report, fleet: Fleet, settings: Settings, options: Options) -> None:
    if wanted:
        from iaxlint.cli.reports import write_reports

        write_reports(wanted, report, fleet, settings, options)
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
