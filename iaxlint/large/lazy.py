"""Servers that are read when somebody looks into them, and a note of who was looked into."""

from __future__ import annotations

from collections import OrderedDict

from iaxlint.fleet.fleet import Fleet
from iaxlint.model.server import Server
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIGHT = ("name", "path", "version", "addresses", "public", "role")
"""What is known of a server without reading it, of the fields of `Server`."""

ROOM = 1 << 20
"""How many bytes of files the servers have that are kept at hand; their models take some 50 times as much."""

LEAST = 1024
"""What a server counts beside its files: as much as a model takes that hardly any line stands behind."""

MOST_ROOM = 16 << 20
"""How many there may be at most, where servers are so entangled that they are read again and again."""

MOST_KEPT = 64
"""How many things that were worked out are kept at hand, beside those that are worked out again and again."""

OFTEN = 2
"""What is needed again after it was made so many times is kept at hand, and makes room for itself."""


class LazyServer(Server):
    """A server whose files are read when a field is asked for that needs them."""

    __slots__ = ("shelf",)

    def __init__(self, **light: object) -> None:
        self.shelf: Shelf
        for field, value in light.items():
            setattr(self, field, value)

    def __getattr__(self, field: str) -> object:
        """Read the server, and answer."""
        if field.startswith("_") or field not in Server.__fields__:  # type: ignore[attr-defined]
            raise AttributeError(field)
        self.shelf.fill(self)
        return object.__getattribute__(self, field)


class Shelf:
    """The servers that were read last, and who was looked into since when."""

    def __init__(self, load: Callable[[str], Server]) -> None:
        self.load = load
        """Reads a server by its name."""
        self.heavy = [field for field in Server.__fields__ if field not in LIGHT]  # type: ignore[attr-defined]
        self.read: OrderedDict[str, Server] = OrderedDict()
        self.room = ROOM
        """How many bytes of files may still be kept at hand."""
        self.most = ROOM
        """How many may be kept at hand in all."""
        self.times: dict[str, int] = {}
        """How often each server was read."""
        self.gone: list[Server] = []
        """Those that are kept no more, but may still be in use."""
        self.pinned = ""
        """The server that is worked on, which is kept in any case."""
        self.filled: list[LazyServer] = []
        self.looks: list[set[str]] = [set()]
        """Names of servers that were looked into, for each piece of work that is under way."""

    def fill(self, lazy: LazyServer) -> None:
        """Give a server all its fields."""
        self.looks[-1].add(lazy.name)
        whole = self.whole(lazy.name)
        for field in self.heavy:
            setattr(lazy, field, getattr(whole, field))
        self.filled.append(lazy)

    def whole(self, name: str) -> Server:
        """A server with all its fields, read again if need be."""
        server = self.read.pop(name, None)
        if server is None:
            server = self.load(name)
            self.room -= _size(server)
            self._grow(name, _size(server))
            self._drop()
        self.read[name] = server
        return server

    def _drop(self) -> None:
        """Keep those no longer that were read the longest time ago, where there is too little room."""
        pinned = self.read.pop(self.pinned, None)
        while self.room < 0 and self.read:
            self.gone.append(self.read.popitem(last=False)[1])
            self.room += _size(self.gone[-1])
        if pinned is not None:
            self.read[self.pinned] = pinned

    def _grow(self, name: str, size: int) -> None:
        """Make more room for a server that is read so often that there is too little of it."""
        self.times[name] = self.times.get(name, 0) + 1
        if self.times[name] > OFTEN and self.most + size <= MOST_ROOM:
            self.most += size
            self.room += size

    def watch(self, work: Callable[[], object]) -> tuple[object, set[str]]:
        """What a piece of work gives, and the servers that it looked into."""
        self.clear()
        self.looks.append(set())
        try:
            done = work()
        finally:
            looked = self.looks.pop()
            self.looks[-1] |= looked
        return done, looked

    def clear(self) -> None:
        """Take the fields back, so that the next look is noted."""
        for lazy in self.filled:
            for field in self.heavy:
                delattr(lazy, field)
        self.filled.clear()
        for server in self.gone:
            server.folder.part()
        self.gone.clear()


class LazyFleet(Fleet):
    """A fleet of such servers, which notes what its work was worked out from."""

    __slots__ = ("answers", "kept", "most", "shelf", "times")

    shelf: Shelf
    kept: OrderedDict[object, tuple[object, set[str]]]
    most: int
    """How many may be kept."""
    times: dict[object, int]
    """How often each was worked out."""
    answers: dict[tuple[str, str], object]
    """What servers answered, by the question's name and theirs."""

    def start(self, shelf: Shelf) -> None:
        """Note from now on who is looked into."""
        self.shelf = shelf
        self.kept = OrderedDict()
        self.most = MOST_KEPT
        self.times = {}
        self.answers = {}

    def once(self, key: object, make: Callable[[], object]) -> object:  # type: ignore[override]
        """What `make` gives, worked out once for a key as long as it is at hand."""
        if key in self.memo:
            return self.memo[key]
        known = self.kept.pop(key, None)
        if known is None:
            known = self.shelf.watch(make)
            self.times[key] = self.times.get(key, 0) + 1
            self.most += self.times[key] > OFTEN
        self.kept[key] = known
        if len(self.kept) > self.most:
            self.kept.popitem(last=False)
        self.shelf.looks[-1] |= known[1]
        return known[0]

    def ask(self, question: Callable[[Fleet, Server], object], server: Server) -> object:  # type: ignore[override]
        """The answer to a question about one server."""
        key = f"{question.__module__}.{question.__name__}", server.name
        return self.answers[key] if key in self.answers else super().ask(question, server)


class StoredSource(Source):
    """A file that is read again when somebody wants to see it."""

    __slots__ = ("_find",)

    def __init__(self, path: str, find: Callable[[], Source]) -> None:
        self.path = path
        self.tree = None
        self._find = find

    @property
    def text(self) -> str:  # type: ignore[override]
        """One character a byte."""
        return self._find().text

    @property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return self._find().starts


def _size(server: Server) -> int:
    return LEAST + sum(len(source.text) for source in _sources(server))


def _sources(server: Server) -> Iterator[Source]:
    for config in server.configs.values():
        for file in config.files:
            yield file.source
