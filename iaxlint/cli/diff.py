"""`iaxlint diff`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, Option, output
from iaxlint.errors import InputError
from iaxlint.settings import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.trunk import Trunk
    from iaxlint.cli.arguments import Options
    from iaxlint.fleet.fleet import Fleet


WORDS = PATHS
OPTIONS = (
    *SERVERS,
    Option("--fail-on", "from which severity on the exit status is 1; default: error", choices=LEVELS, default="error"),
    *output("json", "markdown"),
    SECRETS,
)


def run(options: Options) -> int:
    """Hold both ends of each trunk against each other; the exit status is 1 where something is off that counts."""
    from iaxlint.call.trunk import loose_ends, trunks
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import page, write_document, write_lines, write_text
    from iaxlint.report.mirror import severities

    _, fleet = load(options)
    found, loose = trunks(fleet), loose_ends(fleet)
    _refuse(fleet, found)
    if options.output_format == "json":
        from iaxlint.cli.rules import codes
        from iaxlint.report.diff_document import diff_document

        write_document(diff_document(fleet, found, loose, codes()))
    elif options.output_format == "markdown":
        from iaxlint.report.diff_markdown import diff_markdown

        write_text(diff_markdown(fleet, found, loose))
    else:
        from iaxlint.report.diff import diff_lines

        write_lines(diff_lines(fleet, found, loose, page(options)), options)
    levels = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on != "never" else ()
    return FOUND if any(severity in levels for severity in severities(fleet, found)) else OK


def _refuse(fleet: Fleet, found: list[Trunk]) -> None:
    """Nothing to compare is an error, and not a good result."""
    if len(fleet.servers) < 2:
        raise InputError(f"diff holds two servers against each other, and there is only {fleet.servers[0].name}")
    if found:
        return
    names = [server.name for server in fleet.servers]
    shown = " and ".join(names) if len(names) == 2 else f"any two of {', '.join(names)}"
    peers = "; ".join(f"{server.name} has {_peers(list(server.iax.peers))}" for server in fleet.servers)
    raise InputError(f"there is no trunk between {shown}: no peer of one leads to another ({peers}){_bare(fleet)}")


def _bare(fleet: Fleet) -> str:
    """What to say of calls that name an address, and no peer."""
    from iaxlint.call.links import bare_calls

    for site, call in bare_calls(fleet):
        if call.callee is not None and call.callee is not call.caller:
            where = f"{site.variable.source.path}:{site.variable.line}"
            return f"; {call.caller.name} calls {call.callee.name} by its address ({where}), which trace follows"
    return ""


def _peers(names: list[str]) -> str:
    if not names:
        return "no peers"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        "the peers " * (len(names) > 1)
        + "the peer " * (len(names) == 1)
        + ", ".join(f"[{n}]" for n in names[:3])
        + more
    )
