"""`iaxlint show config`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import DEFAULT_VERSION, READING, SECRETS, Words, output
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Options
    from iaxlint.loader.config import Config


WORDS = Words("file", "FILE", "a configuration file; its includes are those of its server", one=True)
OPTIONS = (*READING, *output("json"), SECRETS)


def run(options: Options) -> int:
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


def _load(options: Options) -> Config:
    import os

    from iaxlint.cli.reading import overlay, refuse_unread
    from iaxlint.discover import server_folder
    from iaxlint.loader import Folder, load
    from iaxlint.model.version import Version
    from iaxlint.settings import shown_path

    if os.path.isdir(options.file):
        raise InputError(f"{options.file} is a folder: iaxlint show config takes a file")
    path = os.path.abspath(options.file)
    root = server_folder(path)
    folder = Folder(root, shown_path(root), overlay(options.stdin_filename, [root]).get(root))
    version = options.asterisk or Version.parse(DEFAULT_VERSION)
    config = load(folder, os.path.relpath(path, root).replace(os.sep, "/"), version.number)
    if config is None:
        raise InputError(f"{options.file} does not exist")
    refuse_unread(config)
    return config
