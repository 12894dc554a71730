"""From the options of a command to the servers that it is about."""

from __future__ import annotations

import os

from iaxlint.cli.arguments import DEFAULT_VERSION
from iaxlint.cli.progress import Progress
from iaxlint.cli.reading import overlay, refuse_unread
from iaxlint.discover import MAIN, Found, discover, told
from iaxlint.disk import DISK
from iaxlint.fixes import JOURNAL
from iaxlint.fleet.fleet import build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.placeholder import PLACEHOLDERS, Placeholders
from iaxlint.record import record
from iaxlint.settings import Settings, load_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.cli.arguments import Options
    from iaxlint.disk import Disk
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server
    from iaxlint.settings import ServerSettings

DIALPLAN = "extensions.conf"


class LoneFile(Folder):
    """A folder in which one file stands in the place of the one that Asterisk would read."""

    __slots__ = ("_given", "_usual")

    def __init__(self, place: Found, instead: dict[str, bytes] | None, given: str, disk: Disk) -> None:
        super().__init__(place.root, place.shown, instead, disk)
        self.complete = False
        self._given = given
        dialplan = given.rpartition("/")[2].startswith(DIALPLAN.removesuffix(".conf"))
        self._usual = DIALPLAN if dialplan else MAIN

    def file(self, name: str) -> File:
        """The syntax tree of a file; raises `FileError`."""
        return super().file(self._given if name == self._usual else name)


MANY = 24
"""From so many servers on it pays to share the work of a check, and to keep what was found."""


def load(
    options: Options, paths: list[str] | None = None, disk: Disk = DISK, alone: str = "", *, shared: bool = False
) -> tuple[Settings, Fleet]:
    """The settings, and the servers below the paths, loaded; the paths are those of the options, or others.

    `alone` is the name of the server where there is but one, if somebody knows it better than its folder.
    Where the work on many servers may be `shared`, they are read while they are checked.

    Raises `InputError` for what cannot be found, read or understood.
    """
    paths = options.paths if paths is None else paths
    settings = load_settings(options.config, paths, disk)
    discovered = discover(paths, settings, disk)
    found = discovered.servers
    if alone and len(found) == 1 and found[0].settings is None:
        found[0].name = alone
    if disk is DISK and any(os.path.lexists(os.path.join(place.root, JOURNAL)) for place in found):
        _recover(found)
    overlays = overlay(options.stdin_filename, [place.root for place in found])
    making = Making(options.asterisk, settings, _placeholders(settings), {})

    def join(servers: Iterable[Server]) -> Fleet:
        return build_fleet(servers, settings.expect, discovered.idle)

    def plainly() -> Fleet:
        servers: list[Server] = []
        with Progress("reading", len(found)) as progress:
            for place in found:
                servers += _servers(place, overlays.get(place.root), disk, making.server)
                progress.step()
        return join(servers)

    if shared and disk is DISK and len(found) >= MANY and not overlays and not any(place.files for place in found):
        from iaxlint.cli.many import Reading, large_fleet

        return settings, large_fleet(found, settings, options, Reading(making, join, plainly))
    return settings, plainly()


def _recover(found: list[Found]) -> None:
    """Finish what a run that was killed left undone, and say so, before anything is read."""
    from iaxlint.cli.run import complain
    from iaxlint.fixes.journal import recover

    for note in recover(place.root for place in found):
        complain(note)


def _placeholders(settings: Settings) -> Placeholders:
    """What stands for values that are filled in later, with what the settings add."""
    if not settings.placeholders:
        return PLACEHOLDERS
    import re

    return Placeholders(tuple(map(re.compile, settings.placeholders)))


def _servers(
    place: Found, instead: dict[str, bytes] | None, disk: Disk, make: Callable[[str, Found, Folder], Server]
) -> list[Server]:
    """The server of a folder; and for each file that was given and that it does not load, one of its own."""
    servers = []
    if not place.files or disk.is_file(os.path.join(place.root, MAIN)):
        servers.append(make(place.name, place, Folder(place.root, place.shown, instead, disk)))
    loaded = {tree.source.path for server in servers for config in server.configs.values() for tree in config.files}
    for file in place.files:
        folder = LoneFile(place, instead, file, disk)
        if folder.path(file) not in loaded:
            name = folder.path(file) if servers or len(place.files) > 1 else place.name
            servers.append(make(name, place, folder))
    return servers


@record
class Making:
    """What all servers of a run have in common."""

    asterisk: Version | None
    """The version that the command line asks for."""
    settings: Settings
    placeholders: Placeholders
    versions: dict[str, Version]
    """Those that were asked for so far, so that servers of one version share it."""

    def version(self, own: ServerSettings | None) -> Version:
        """Whose behaviour is judged."""
        if self.asterisk is not None:
            return self.asterisk
        text = (own and own.asterisk) or self.settings.asterisk or DEFAULT_VERSION
        if text not in self.versions:
            self.versions[text] = Version.parse(text)
        return self.versions[text]

    def light(self, place: Found) -> dict[str, object]:
        """What is known of a server before it is read."""
        addresses, _, public, role = told(place)
        return {
            "name": place.name,
            "path": place.shown,
            "version": self.version(place.settings),
            "addresses": tuple(addresses),
            "public": tuple(public),
            "role": role,
        }

    def read(self, place: Found, disk: Disk) -> Server:
        """Load and model the configuration of a folder."""
        return self.server(place.name, place, Folder(place.root, place.shown, None, disk))

    def folder(self, place: Found, disk: Disk) -> Folder:
        """The configuration of a server, of which nothing is read yet."""
        folder = Folder(place.root, place.shown, None, disk)
        folder.placeholders = self.placeholders
        return folder

    def server(self, name: str, place: Found, folder: Folder) -> Server:
        """Load and model the configuration in a folder."""
        folder.placeholders = self.placeholders
        server = load_server(name, folder, self.version(place.settings), *told(place))
        for config in server.configs.values():
            refuse_unread(config)
        return server
