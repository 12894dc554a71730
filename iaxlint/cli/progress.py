"""A sign of life, on a terminal and only when it takes long."""

from __future__ import annotations

import os
import sys
from time import monotonic

PATIENCE = 1.0
"""Seconds until something is shown."""
PACE = 0.1
"""Seconds between two steps that are shown."""


class Progress:
    """`reading 812 of 2000 servers` on standard error, taken away at the end."""

    def __init__(self, doing: str, total: int) -> None:
        self.doing = doing
        self.total = total
        self.done = 0
        self.shown = False
        self.next = monotonic() + PATIENCE if _is_terminal() else float("inf")

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        now = monotonic()
        if now >= self.next and self.done < self.total:
            self.next = now + PACE
            self.shown = True
            self._write(f"\r{self.doing} {self.done} of {self.total} servers")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):
            self.next = float("inf")

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self._write("\r\x1b[K")


def _is_terminal() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:
        return False
