"""`iaxlint show peers` and `iaxlint show users`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = PATHS
OPTIONS = (*SERVERS, *output("json"), SECRETS)


def run(options: Options) -> int:
    """Show what Asterisk makes of the sections."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.report.sections import sections_document, sections_lines

    kind = options.command.removeprefix("show ")
    _, fleet = load(options)
    if options.output_format == "json":
        write_document(sections_document(kind, fleet.servers))
    else:
        write_lines(sections_lines(kind, fleet.servers, show_secrets=options.show_secrets), options)
    return OK
