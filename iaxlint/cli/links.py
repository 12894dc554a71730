"""`iaxlint links`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import PATHS, SERVERS, Option, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = PATHS
STATUS = Option("--status", "only the links that are so", choices=("ok", "fails", "unknown"))
OPTIONS = (*SERVERS, STATUS, *output("json"))


def run(options: Options) -> int:
    """Follow every direction of every trunk; the exit status is 1 where one fails."""
    from iaxlint.call.links import links
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.cli.progress import Progress
    from iaxlint.report.links import links_document, links_lines, with_status

    _, fleet = load(options)
    with Progress("calling"):
        found = links(fleet)
    if options.output_format == "json":
        from iaxlint.cli.rules import codes

        write_document(links_document(with_status(found, options.status), codes()))
    else:
        write_lines(links_lines(fleet.servers, found, options.status), options)
    return FOUND if any(link.status == "fails" for link in found) else OK
