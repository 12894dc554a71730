"""`iaxlint diff`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, output
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = PATHS
OPTIONS = (*SERVERS, *output("json"), SECRETS)


def run(options: Options) -> int:
    """Hold both ends of each trunk against each other; the exit status is 1 where a call fails."""
    from iaxlint.call.links import links
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.report.diff import diff_document, diff_lines

    _, fleet = load(options)
    if len(fleet.servers) < 2:
        raise InputError("diff holds two servers against each other: iaxlint diff FOO BAR")
    found = [link for link in links(fleet) if link.callee is not None]
    if not found:
        raise InputError(f"no trunk between {' and '.join(server.name for server in fleet.servers)}")
    if options.output_format == "json":
        write_document(diff_document(fleet, found))
    else:
        write_lines(diff_lines(fleet, found, show_secrets=options.show_secrets), options)
    return FOUND if any(link.status == "fails" for link in found) else OK
