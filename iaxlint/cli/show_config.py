"""`iaxlint show config`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import add_output, add_secrets
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from iaxlint.loader.config import Config


def arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", metavar="FILE", help="a configuration file; its includes are those of its server")
    parser.add_argument("--asterisk", metavar="VERSION", help="the version whose behaviour is judged, such as 22")
    parser.add_argument("--stdin-filename", metavar="FILE", help="read standard input in the place of this file")
    add_output(parser, "json")
    add_secrets(parser)


def run(options: Namespace) -> int:
    """Load one file; the exit status is 1 where Asterisk refuses it."""
    config = _load(options)
    if options.output_format == "json":
        from iaxlint.cli.output import write_document
        from iaxlint.report.config import config_document

        write_document(config_document(config))
    else:
        from iaxlint.cli.output import write_lines
        from iaxlint.report.config import config_lines

        write_lines(config_lines(config, show_secrets=options.show_secrets), options)
    return OK if config.valid else FOUND


def _load(options: Namespace) -> Config:
    import os

    from iaxlint.discover import server_folder
    from iaxlint.loader import Folder, load

    path = os.path.abspath(options.file)
    root = server_folder(path)
    shown = os.path.relpath(root)
    outside = shown == ".." or shown.startswith(".." + os.sep)
    folder = Folder(root, (root if outside else shown).replace(os.sep, "/"), _overlay(options, root))
    config = load(folder, os.path.relpath(path, root).replace(os.sep, "/"), _version(options))
    if config is None:
        raise InputError(f"{options.file} does not exist")
    if not config.files:
        raise InputError(config.problems[-1].message)
    return config


def _overlay(options: Namespace, root: str) -> dict[str, bytes]:
    """What stands in the place of a file of the folder."""
    if options.stdin_filename is None:
        return {}
    import os

    from iaxlint.cli.arguments import read_stdin

    name = os.path.relpath(os.path.abspath(options.stdin_filename), root).replace(os.sep, "/")
    if name.startswith("../"):
        raise InputError(f"--stdin-filename {options.stdin_filename} lies outside the folder {root}")
    return {name: read_stdin()}


def _version(options: Namespace) -> tuple[int, int]:
    from iaxlint.cli.fleet import DEFAULT_VERSION
    from iaxlint.model.version import Version

    try:
        return Version.parse(options.asterisk or DEFAULT_VERSION).number
    except ValueError as error:
        raise InputError(f"--asterisk: {error}") from None
