"""`iaxlint show dialplan`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, Option, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = PATHS
OPTIONS = (
    *SERVERS,
    Option(
        "--match",
        "tell which extension a number enters; may be repeated",
        "NUMBER@CONTEXT",
        repeatable=True,
    ),
    *output("json"),
    SECRETS,
)


def run(options: Options) -> int:
    """Show what Asterisk loads of the dialplan."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.report.dialplan import dialplan_document, dialplan_lines

    _, fleet = load(options)
    if options.output_format == "json":
        write_document(dialplan_document(fleet.servers, options.match))
    else:
        write_lines(dialplan_lines(fleet.servers, options.match, show_secrets=options.show_secrets), options)
    return OK
