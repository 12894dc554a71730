"""A fleet of so many servers that it is worth sharing the work, and keeping what was worked out."""

from __future__ import annotations

from iaxlint.fleet.fleet import Fleet
from iaxlint.large.lazy import LazyFleet, StoredSource
from iaxlint.large.plain import NotPlainError, from_plain
from iaxlint.large.pool import Pool
from iaxlint.large.work import QUESTIONS, Work
from iaxlint.loader.folder import FileError, Folder
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Run
    from iaxlint.large.cache import NoCache
    from iaxlint.large.work import Answer
    from iaxlint.model.server import Server

FEW = 8
"""So many servers are read faster than processes are started."""

OPEN = 64
"""How many files are kept at hand that were read again to be quoted."""


class LargeFleet(LazyFleet):
    """A fleet whose servers are read by several processes, if they have to be."""

    __slots__ = ("cache", "open", "plainly", "processes", "progress", "sources", "work")

    def __init__(self, work: Work, cache: NoCache, processes: int, plainly: Callable[[], Fleet], progress: Any) -> None:
        self.work = work
        self.cache = cache
        self.processes = processes
        self.plainly = plainly
        """Reads all servers as those of a small fleet are."""
        self.progress = progress
        self.servers = [*work.servers.values()]
        self.sources: dict[tuple[str, str], StoredSource] = {}
        self.open: dict[tuple[str, str], Source] = {}
        work.fleet = self
        self.start(work.shelf)

    def __getattr__(self, field: str) -> object:
        """Read all servers where somebody wants to know of the whole before it was checked."""
        if field not in Fleet.__fields__:  # type: ignore[attr-defined]
            raise AttributeError(field)
        with Pool(self.work, self.processes) as pool:
            self.work.join(dict(pool.each("sketch", [*self.work.servers])))
        return object.__getattribute__(self, field)

    def visit(self, run: Run) -> None:  # type: ignore[override]
        """Let a run see all that there is, by what others have seen where possible."""
        try:
            alone, between = self._answers(run)
        except NotPlainError:
            self._plainly(run)
            return
        if any(answer["broke"] for answers in (alone, between) for answer in answers.values()):
            self._plainly(run)
            return
        rules = {rule.code: rule for rule in run.rules}

        def found(plain: list[Any]) -> list[Diagnostic]:
            return [from_plain(each, rules, self.source) for each in plain]

        for name, answer in alone.items():
            for file, marked, plain in answer["files"]:
                source = self.source(name, file)
                if source.path not in run.files:
                    run.files[source.path] = found(plain)
                    if marked:
                        run.marked.append((name, source))
            run.found += found(answer["found"])
        for name, answer in between.items():
            run.found += found(answer["found"])
            run.links += answer["links"]
            for question, said in zip(QUESTIONS, answer["answers"], strict=True):
                self.answers[f"{question.__module__}.{question.__name__}", name] = _tuples(said)
        self.shelf.room = 1 << 60  # a rule may hold what it has found of one server against another
        self.shelf.clear()
        run.whole(self)

    def _plainly(self, run: Run) -> None:
        fleet = self.plainly()
        for field in Fleet.__fields__:  # type: ignore[attr-defined]
            setattr(self, field, getattr(fleet, field))
        fleet.visit(run)

    def _answers(self, run: Run) -> tuple[dict[str, Answer], dict[str, Answer]]:
        """What is known of every server alone and among the others, in their order."""
        work, cache = self.work, self.cache
        work.rules = run.rules
        names = [*work.servers]
        alone: dict[str, Answer] = cache.alone(work, run.rules)
        unread = [name for name in names if name not in alone]
        with Pool(work, self.processes if len(unread) > FEW else 1) as pool, self.progress(len(unread)) as progress:
            sketches = {name: answer["sketch"] for name, answer in alone.items()} | dict(pool.each("sketch", unread))
            sketches = {name: sketches[name] for name in names}
            asked = {name: work.asked[name] for name in work.join(sketches)}
            pool.tell("join", sketches)
            between = cache.between(alone, sketches, asked)
            unsure = [name for name in names if name in alone and name not in between]
            for name, (answer, among) in pool.each("both", unread):
                alone[name], between[name] = answer, among
                if answer["sketch"] != sketches[name]:
                    # it was edited meanwhile, or is given up only as a whole: the fleet was put together wrongly
                    raise NotPlainError(name)
                answer["sketch"] = sketches[name]  # one copy is enough
                progress.step()
            between |= pool.each("between", unsure)
        alone, between = ({name: answers[name] for name in names} for answers in (alone, between))
        cache.keep(alone, between)
        return alone, between

    def source(self, server: str, name: str) -> Source:
        """A file of a server, to be read when somebody wants to see it."""
        key = server, name
        known = self.sources.get(key)
        if known is None:
            place = self.work.found[server]
            path = f"{place.shown}/{name}" if place.shown else name
            known = self.sources[key] = StoredSource(path, lambda: self._opened(key))
        return known

    def text(self, _: Server, path: str) -> str:
        """A file of a server by its path, one character a byte."""
        return self.source(*self.work.locate(path)).text

    def _opened(self, key: tuple[str, str]) -> Source:
        source = self.open.get(key)
        if source is None:
            place = self.work.found[key[0]]
            folder = Folder(place.root, place.shown, None, self.work.disk)
            try:
                source = folder.source(key[1])
            except FileError as error:
                source = Source(error.path, b"")
            if len(self.open) >= OPEN:
                del self.open[next(iter(self.open))]
            self.open[key] = source
        return source


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value
