"""`iaxlint new`."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import DEFAULT_VERSION, Option, Words, output, read_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options


WORDS = Words("names", "NAME", "the servers to be, two or more")
OPTIONS = (
    Option(
        "--address",
        "where a server is: an address, a host name, or several between commas, the one to call first; may be repeated",
        "NAME=HOST[:PORT]",
        repeatable=True,
    ),
    Option("--dynamic", "a server whose address changes: it registers at its partners", "NAME", repeatable=True),
    Option("--hub", "of several servers, the one that all others have their trunk to", "NAME"),
    Option("--mesh", "of several servers, each has a trunk to every other"),
    Option("--codecs", "the best liked first; default: ulaw,alaw", "NAME,...", default="ulaw,alaw"),
    Option("--rsa", "prove who one is with RSA keys instead of the secret"),
    Option("--asterisk", f"the version to write for; default: {DEFAULT_VERSION}", "VERSION", read=read_version),
    Option("--output", "the folder to write to; default: the current one", "FOLDER", default="."),
    Option("--dry-run", "show what would be written, without the secrets, and write nothing"),
    *output("json"),
)


def run(options: Options) -> int:
    """Write the configurations of new servers, or show them; never over anything that is there."""
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.model.version import Version
    from iaxlint.report.mask import HIDDEN
    from iaxlint.report.new import new_document, new_lines, preview_lines
    from iaxlint.writing.place import place
    from iaxlint.writing.plan import Wishes, make_plan, new_secret
    from iaxlint.writing.text import texts

    wishes = Wishes(
        names=options.names,
        addresses=options.address,
        dynamic=options.dynamic,
        hub=options.hub or "",
        mesh=options.mesh,
        codecs=options.codecs,
        rsa=options.rsa,
        version=options.asterisk or Version.parse(DEFAULT_VERSION),
    )
    plan = make_plan(wishes, (lambda: HIDDEN) if options.dry_run else new_secret)
    files = texts(plan)
    if not options.dry_run:
        place(files, options.output)
    if options.output_format == "json":
        write_document(new_document(plan, files, written=not options.dry_run))
    else:
        lines = preview_lines(files) if options.dry_run else new_lines(plan, files, options.output)
        write_lines(lines, options)
    return OK
