"""`iaxlint trace`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, Option, output
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server


WORDS = PATHS
OPTIONS = (
    *SERVERS,
    Option("--from", "who calls; default: the first server", "SERVER"),
    Option(
        "--dial",
        "what it dials: IAX2/bar/23, or Local/923@out to start in its own dialplan; may be repeated",
        "STRING",
        repeatable=True,
        required=True,
    ),
    *output("json"),
    SECRETS,
)


def run(options: Options) -> int:
    """Simulate each call; the exit status is 1 where one fails."""
    from iaxlint.call.simulate import simulate
    from iaxlint.cli.fleet import load

    _, fleet = load(options)
    caller = _caller(fleet, vars(options)["from"])
    calls = [simulate(fleet, caller, dial) for dial in options.dial]
    if options.output_format == "json":
        from iaxlint.cli.output import write_document
        from iaxlint.cli.rules import codes
        from iaxlint.report.trace import trace_document

        write_document(trace_document(calls, codes()))
    else:
        from iaxlint.cli.output import page, write_lines
        from iaxlint.report.trace import trace_lines

        write_lines(trace_lines(calls, page(options)), options)
    return FOUND if any(call.verdict == "fails" for call in calls) else OK


def _caller(fleet: Fleet, name: str | None) -> Server:
    if name is None:
        return fleet.servers[0]
    if name not in fleet.by_name:
        from iaxlint.suggest import did_you_mean

        names = ", ".join(fleet.by_name)
        raise InputError(f"--from {name}: no such server{did_you_mean(name, fleet.by_name)} (there are: {names})")
    return fleet.by_name[name]
