"""`iaxlint show dialplan`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import add_output, add_secrets, add_servers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_servers(parser)
    parser.add_argument(
        "--match",
        action="append",
        default=[],
        metavar="NUMBER@CONTEXT",
        help="tell which extension a number enters; may be repeated",
    )
    add_output(parser, "json")
    add_secrets(parser)


def run(options: Namespace) -> int:
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
