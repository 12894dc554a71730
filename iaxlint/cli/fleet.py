"""From the options of a command to the servers that it is about."""

from __future__ import annotations

import os

from iaxlint.cli.arguments import read_stdin
from iaxlint.cli.progress import Progress
from iaxlint.discover import MAIN, Found, discover
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
    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server

DEFAULT_VERSION = "22"
"""The Asterisk whose behaviour is judged where nobody says otherwise."""

DIALPLAN = "extensions.conf"


class LoneFile(Folder):
    """A folder in which one file stands in the place of the one that Asterisk would read."""

    __slots__ = ("_given", "_usual")

    def __init__(self, place: Found, overlay: dict[str, bytes] | None, given: str) -> None:
        super().__init__(place.root, place.shown, overlay)
        self._given = given
        dialplan = given.rpartition("/")[2].startswith(DIALPLAN.removesuffix(".conf"))
        self._usual = DIALPLAN if dialplan else MAIN

    def file(self, name: str) -> File:
        """The syntax tree of a file; raises `FileError`."""
        return super().file(self._given if name == self._usual else name)


def load(options: Namespace) -> tuple[Settings, Fleet]:
    """The settings, and the servers below the paths, loaded.

    Raises `InputError` for what cannot be found, read or understood.
    """
    settings = load_settings(options.config, options.paths)
    found = discover(options.paths, settings)
    overlays = _overlays(found, options.stdin_filename)
    given = version(options.asterisk)
    servers: list[Server] = []
    with Progress("reading", len(found)) as progress:
        for place in found:
            judged = given or Version.parse(
                (place.settings and place.settings.asterisk) or settings.asterisk or DEFAULT_VERSION
            )
            servers += _servers(place, judged, overlays.get(place.root))
            progress.step()
    return settings, build_fleet(servers)


def _servers(place: Found, judged: Version, overlay: dict[str, bytes] | None) -> list[Server]:
    """The server of a folder; and for each file that was given and that it does not load, one of its own."""
    servers = []
    if not place.files or os.path.isfile(os.path.join(place.root, MAIN)):
        servers.append(_server(place.name, place, judged, Folder(place.root, place.shown, overlay)))
    loaded = {tree.source.path for server in servers for config in server.configs.values() for tree in config.files}
    for file in place.files:
        folder = LoneFile(place, overlay, file)
        if folder.path(file) not in loaded:
            name = folder.path(file) if servers or len(place.files) > 1 else place.name
            servers.append(_server(name, place, judged, folder))
    return servers


def _server(name: str, place: Found, judged: Version, folder: Folder) -> Server:
    own = place.settings
    server = load_server(name, folder, judged, own.addresses if own else (), own.keys if own else None)
    for config in server.configs.values():
        if config.problems and not config.files:
            raise InputError(config.problems[0].message)
    return server


def version(text: str | None) -> Version | None:
    """The version that `--asterisk` asks for; raises `InputError` for one that is not known."""
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
