"""`iaxlint show peers` and `iaxlint show users`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import add_output, add_secrets, add_servers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_servers(parser)
    add_output(parser, "json")
    add_secrets(parser)


def run(options: Namespace) -> int:
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
