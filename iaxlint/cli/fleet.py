"""From the options of a command to the servers that it is about."""

from __future__ import annotations

import os

from iaxlint.cli.arguments import read_stdin
from iaxlint.cli.progress import Progress
from iaxlint.discover import Found, discover
from iaxlint.errors import InputError
from iaxlint.fleet.fleet import build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.settings import Settings, load_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

DEFAULT_VERSION = "22"
"""The Asterisk whose behaviour is judged where nobody says otherwise."""


def load(options: Namespace) -> tuple[Settings, Fleet]:
    """The settings, and the servers below the paths, loaded.

    Raises `InputError` for what cannot be found, read or understood.
    """
    settings = load_settings(options.config, options.paths)
    found = discover(options.paths, settings)
    overlays = _overlays(found, options.stdin_filename)
    version = _version(options.asterisk)
    with Progress("reading", len(found)) as progress:
        servers = []
        for place in found:
            servers.append(_server(place, settings, version, overlays.get(place.root)))
            progress.step()
    return settings, build_fleet(servers)


def _server(place: Found, settings: Settings, version: Version | None, overlay: dict[str, bytes] | None) -> Server:
    own = place.settings
    return load_server(
        place.name,
        Folder(place.root, place.shown, overlay),
        version or Version.parse((own and own.asterisk) or settings.asterisk or DEFAULT_VERSION),
        own.addresses if own else (),
        own.keys if own else None,
    )


def _version(text: str | None) -> Version | None:
    if text is None:
        return None
    try:
        return Version.parse(text)
    except ValueError as error:
        raise InputError(f"--asterisk: {error}") from None


def _overlays(found: list[Found], file: str | None) -> dict[str, dict[str, bytes]]:
    """What stands in the place of a file, by the server's folder and the path in it."""
    if file is None:
        return {}
    path = os.path.realpath(file)
    for place in found:
        root = os.path.realpath(place.root) + os.sep
        if path.startswith(root):
            return {place.root: {path[len(root) :].replace(os.sep, "/"): read_stdin()}}
    folders = ", ".join(place.shown or "." for place in found)
    raise InputError(f"--stdin-filename {file} lies in none of the servers' folders: {folders}")
