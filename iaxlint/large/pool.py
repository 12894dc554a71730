"""Several processes that share the work on a fleet, each with the servers that it has read at hand.

They are forks: they start at once, and see what this process has prepared.  Where there can be none, or one is lost,
this process does the work itself, with the same result.
"""

from __future__ import annotations

import os

from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import Any

    Task = Callable[[str], Any]

CHUNK = 8
"""How many servers a process is given at a time."""
MOST_CHUNKS = 1000
"""Of more servers a process is given more at a time, as each choice looks at all that is left."""
MOST = 16
"""How many processes there are at most."""


class Pool:
    """Processes that do what `work` can do."""

    def __init__(self, work: object, processes: int) -> None:
        self.work = work
        self.shares: list[_Share] = []
        for _ in range(processes if processes > 1 else 0):
            share = _start(work, [other.connection for other in self.shares])
            if share is None:
                break
            self.shares.append(share)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for share in self.shares:
            share.connection.close()
        for share in self.shares:
            share.process.terminate()
            share.process.join()
        self.shares = []

    def tell(self, method: str, *arguments: object) -> None:
        """Let every process prepare something; what comes of it is not told."""
        for share in [*self.shares]:
            self._send(share, (method, arguments, False))

    def each(self, method: str, names: list[str]) -> Iterator[tuple[str, Any]]:
        """What a method gives for each name, as it is done; raises `InputError`, that of the first name."""
        errors: dict[int, InputError] = {}
        number = {name: at for at, name in enumerate(names)}
        for name, done in self._each(method, names):
            if isinstance(done, InputError):
                errors[number[name]] = done
            else:
                yield name, done
        if errors:
            raise errors[min(errors)]

    def _each(self, method: str, names: list[str]) -> Iterator[tuple[str, Any]]:
        left = self._shared_out(names)
        pending: dict[Connection, tuple[_Share, list[str]]] = {}
        for share in [*self.shares]:
            self._give(share, method, left, pending)
        while pending:
            from multiprocessing.connection import wait

            ready = wait([*pending])
            for connection in [each for each in pending if each in ready]:
                share, chunk = pending.pop(connection)
                try:
                    done = share.connection.recv()
                except (EOFError, OSError):
                    self._lose(share)
                    left.append(chunk)
                    continue
                share.mine.update(chunk)
                yield from zip(chunk, done, strict=True)
                self._give(share, method, left, pending)
        task = getattr(self.work, method)
        for name in (name for chunk in left for name in chunk):
            yield name, _tried(task, name)

    def _shared_out(self, names: list[str]) -> list[list[str]]:
        """Chunks of neighbours, those last that nobody has read yet."""
        size = max(CHUNK, -(-len(names) // MOST_CHUNKS))
        return [names[at : at + size] for at in range(0, len(names), size)]

    def _give(
        self, share: _Share, method: str, left: list[list[str]], pending: dict[Connection, tuple[_Share, list[str]]]
    ) -> None:
        """Give a process the chunk of which it has read most, or one that lies far from those of the others."""
        if not left:
            return
        at = max(range(len(left)), key=lambda n: (len(share.mine.intersection(left[n])), _distance(share, n, left)))
        chunk = left.pop(at)
        if self._send(share, (method, chunk, True)):
            pending[share.connection] = share, chunk
        else:
            left.insert(at, chunk)

    def _send(self, share: _Share, message: tuple[str, Any, bool]) -> bool:
        try:
            share.connection.send(message)
        except OSError:
            self._lose(share)
            return False
        return True

    def _lose(self, share: _Share) -> None:
        """A process that is gone, perhaps for want of memory."""
        if share in self.shares:
            self.shares.remove(share)
            share.connection.close()
            share.process.kill()
            share.process.join()


class _Share:
    """One process, and what it has at hand."""

    def __init__(self, process: BaseProcess, connection: Connection, number: int) -> None:
        self.process = process
        self.connection = connection
        self.number = number
        self.mine: set[str] = set()


def processors() -> int:
    """How many processors this process may use."""
    try:
        return min(len(os.sched_getaffinity(0)), MOST)
    except AttributeError:
        return min(os.cpu_count() or 1, MOST)


def _distance(share: _Share, at: int, left: list[list[str]]) -> int:
    """Every other process works from the end."""
    return at if share.number % 2 else len(left) - at


def _start(work: object, others: list[Connection]) -> _Share | None:
    from multiprocessing import get_context

    try:
        context = get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(work, theirs, [ours, *others]), daemon=True)
        process.start()
    except (ValueError, OSError, ImportError):
        return None
    theirs.close()
    return _Share(process, ours, len(others))


def _serve(work: object, connection: Connection, others: list[Connection]) -> None:
    """Answer until nobody asks any more."""
    import gc
    import signal

    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    for other in others:
        other.close()
    try:
        while True:
            method, arguments, answered = connection.recv()
            task = getattr(work, method)
            if answered:
                connection.send([_tried(task, name) for name in arguments])
            else:
                task(*arguments)
    except (EOFError, OSError):
        return


def _tried(task: Task, name: str) -> Any:
    try:
        return task(name)
    except InputError as error:
        return error
