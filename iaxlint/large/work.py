"""What is worked out for one server of a large fleet: plain answers, wherever that is done."""

from __future__ import annotations

from iaxlint.call.links import directions, partners_of
from iaxlint.call.loops import passes_on_to, relaying
from iaxlint.call.register import registered, senders
from iaxlint.engine import Run
from iaxlint.fleet.fleet import Fleet
from iaxlint.large.gist import brief
from iaxlint.large.lazy import Shelf
from iaxlint.large.plain import NotPlainError, to_plain
from iaxlint.large.sketch import sketch, stand_in
from iaxlint.large.watch import Watching
from iaxlint.rules.trunks import sent_secrets, silent_users

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Protocol

    from iaxlint.diagnostics import Diagnostic, Rule
    from iaxlint.discover import Found
    from iaxlint.disk import Disk
    from iaxlint.large.lazy import LazyFleet, LazyServer
    from iaxlint.large.watch import Digest
    from iaxlint.loader.folder import Folder
    from iaxlint.model.server import Server
    from iaxlint.model.version import Version
    from iaxlint.settings import ServerSettings

    class Making(Protocol):
        """Reads the server of a folder."""

        def read(self, place: Found, disk: Disk) -> Server:
            """All of it."""

        def folder(self, place: Found, disk: Disk) -> Folder:
            """Its configuration folder, of which nothing is read yet."""

        def version(self, own: ServerSettings | None) -> Version:
            """The Asterisk that it is judged by."""

    Join = Callable[[Iterable[Server]], Fleet]
    """Makes a fleet of servers."""
    Answer = dict[str, Any]

QUESTIONS = (directions, partners_of, passes_on_to, relaying, registered, silent_users, sent_secrets)
"""What the rules about the whole fleet ask of each server."""


class Work:
    """One process's share: it reads servers, and answers for them."""

    def __init__(
        self, found: list[Found], servers: list[LazyServer], making: Making, put: Join, disk: Disk, digest: Digest
    ) -> None:
        self.found = {server.name: place for server, place in zip(servers, found, strict=True)}
        self.shown = {place.shown: server.name for server, place in zip(servers, found, strict=True)}
        self.servers = {server.name: server for server in servers}
        self.making = making
        self.put_together = put
        self.disk = disk
        self.digest = digest
        self.asked: dict[str, list[Any]] = {}
        """What reading each server asked of the disk."""
        self.shelf = Shelf(self.load)
        for server in servers:
            server.shelf = self.shelf
        self.fleet: LazyFleet
        self.rules: list[Rule] = []

    def load(self, name: str) -> Server:
        """Read a server."""
        disk = Watching(self.disk, self.digest)
        server = self.making.read(self.found[name], disk)
        self.asked[name] = disk.asked
        return server

    def both(self, name: str) -> tuple[Answer, Answer]:
        """What can be said of a server alone, and among the others, with one reading."""
        return self.alone(name), self.between(name)

    def alone(self, name: str) -> Answer:
        """What can be said of a server alone, and what the fleet needs to know of it."""
        server = self.servers[name]
        self.shelf.pinned = name
        self.shelf.clear()
        run = Run(self.rules)
        run.alone(server)
        return {
            "sketch": sketch(server.iax),
            "files": [
                [self.locate(path)[1], any(path == marked.path for _, marked in run.marked), self.plain(found)]
                for path, found in run.files.items()
            ],
            "found": self.plain(run.found),
            "broke": bool(run.crashes),
            "asked": self.asked[name],
        }

    def sketch(self, name: str) -> Any:
        """What the fleet needs to know of a server."""
        place = self.found[name]
        return brief(self.making.folder(place, self.disk), self.making.version(place.settings))

    def join(self, sketches: dict[str, Any]) -> set[str]:
        """Put the fleet together; which servers had to be looked into beyond their sketches.

        Raises `NotPlainError` where one of these is not as its sketch says.
        """
        self.shelf.clear()
        for name, server in self.servers.items():
            server.iax = stand_in(sketches[name], self._whole_iax(name, sketches[name]))
        _, looked = self.shelf.watch(self._join)
        for server in self.servers.values():
            del server.iax
        return looked

    def _whole_iax(self, name: str, kept: dict[str, Any]) -> Callable[[], Any]:
        def whole() -> object:
            self.shelf.looks[-1].add(name)
            iax = self.shelf.whole(name).iax
            if sketch(iax) != kept:
                raise NotPlainError(name)
            return iax

        return whole

    def _join(self) -> None:
        plain = self.put_together(self.servers.values())
        senders(plain)
        for field in Fleet.__fields__:  # type: ignore[attr-defined]
            setattr(self.fleet, field, getattr(plain, field))

    def between(self, name: str) -> Answer:
        """What comes of a server's calls and registrations, and what the whole fleet's rules ask of it."""
        server = self.servers[name]
        self.shelf.pinned = name
        run = Run(self.rules)

        def work() -> list[object]:
            run.between(self.fleet, server)
            return [self.fleet.ask(question, server) for question in QUESTIONS]

        answers, looked = self.shelf.watch(work)
        return {
            "found": self.plain(run.found),
            "links": run.links,
            "answers": answers,
            "broke": bool(run.crashes),
            "looked": sorted(looked),
        }

    def plain(self, found: list[Diagnostic]) -> Any:
        """Findings as plain lists."""
        return [to_plain(each, lambda source: self.locate(source.path)) for each in found]

    def locate(self, path: str) -> tuple[str, str]:
        """The server whose file has a path, and the name that it has there."""
        folder, name = path, ""
        while folder:
            folder, _, last = folder.rpartition("/")
            name = f"{last}/{name}" if name else last
            if folder in self.shown:
                return self.shown[folder], name
        raise NotPlainError(path)
