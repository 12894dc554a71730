"""A sign of life, on a terminal and only when it takes long."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Event, Thread

PATIENCE = 1.0
"""Seconds until something is shown."""
PACE = 0.1
"""Seconds between two pictures."""
WHEEL = "|/-\\"


class Progress:
    """`/ reading 812 of 2000 servers` on standard error, while the block lasts; gone after it."""

    def __init__(self, doing: str, total: int = 0, noun: str = "servers", *, shown: bool = True) -> None:
        self.shown = shown
        self.doing = doing
        self.total = total
        self.noun = noun
        self.done = 0
        self._over: Event | None = None
        self._thread: Thread | None = None

    def step(self) -> None:
        """One more is done."""
        self.done += 1

    def __enter__(self) -> Progress:
        if self.shown and _is_terminal():
            from threading import Event, Thread

            self._over = Event()
            self._thread = Thread(target=self._show, args=(self._over,), daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._over is not None and self._thread is not None:
            self._over.set()
            self._thread.join()

    def _show(self, over: Event) -> None:
        if over.wait(PATIENCE):
            return
        turn = 0
        try:
            while True:
                sys.stderr.write(f"\r{WHEEL[turn % len(WHEEL)]} {self._text()}\x1b[K")
                sys.stderr.flush()
                turn += 1
                if over.wait(PACE):
                    break
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        except (OSError, ValueError):
            return

    def _text(self) -> str:
        return f"{self.doing} {self.done} of {self.total} {self.noun}" if self.total > 1 else self.doing


def _is_terminal() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:
        return False
