"""`iaxlint show registrations`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import PATHS, SECRETS, SERVERS, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = PATHS
OPTIONS = (*SERVERS, *output("json"), SECRETS)


def run(options: Options) -> int:
    """Simulate every registration."""
    from iaxlint.call.register import registrations
    from iaxlint.cli.fleet import load
    from iaxlint.report.registrations import registrations_document, registrations_lines

    _, fleet = load(options)
    arrivals = registrations(fleet)
    if options.output_format == "json":
        from iaxlint.cli.output import write_document
        from iaxlint.cli.rules import codes

        write_document(registrations_document(arrivals, codes()))
    else:
        from iaxlint.cli.output import page, write_lines

        write_lines(registrations_lines(arrivals, page(options)), options)
    return OK
