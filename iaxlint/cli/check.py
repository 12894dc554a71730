"""`iaxlint check`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK, USAGE
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, Option, output
from iaxlint.errors import InputError
from iaxlint.settings import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet


WORDS = PATHS
OPTIONS = (
    *SERVERS,
    *output("concise", "json"),
    SECRETS,
    Option("--fail-on", "from which severity on the exit status is 1; default: error", choices=LEVELS),
    Option("--exit-zero", "exit with 0 whatever is found"),
)


def run(options: Options) -> int:
    """Check, report, and say by the exit status whether something was found."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.progress import Progress
    from iaxlint.engine import check
    from iaxlint.rules.registry import all_rules

    settings, fleet = load(options)
    with Progress("checking"):
        report = check(fleet, all_rules())
    _refuse_nothing(report, fleet)
    _write(report, fleet, options)
    if report.crashes:
        return _crashed(report, debug=options.debug)
    if options.exit_zero:
        return OK
    return FOUND if fails(report, options.fail_on or settings.fail_on or "error") else OK


def fails(report: Report, level: str) -> bool:
    """Whether something was found at or above a level."""
    return level != "never" and any(report.count(severity) for severity in LEVELS[: LEVELS.index(level) + 1])


def _refuse_nothing(report: Report, fleet: Fleet) -> None:
    """What holds not one section was not checked, and must not look as if it had been."""
    if not report.diagnostics and not any(
        config.categories for server in fleet.servers for config in server.configs.values()
    ):
        raise InputError(f"{', '.join(server.path or '.' for server in fleet.servers)}: no section in any file")


def _write(report: Report, fleet: Fleet, options: Options) -> None:
    from iaxlint.cli.output import page, write_document, write_lines

    if options.output_format == "json":
        from iaxlint.report.json import check_document

        write_document(check_document(report, fleet))
    elif options.output_format == "concise":
        from iaxlint.report import concise

        write_lines(concise.report_lines(report), options)
    else:
        from iaxlint.report.finding import report_lines

        write_lines(report_lines(report, fleet, page(options)), options)


def _crashed(report: Report, *, debug: bool) -> int:
    from iaxlint.cli.run import bug, complain

    for crash in report.crashes:
        if debug:
            raise crash.error
        complain(f"rule {crash.rule}: {bug(crash.error)}")
    return USAGE
