"""What is read: standard input in the place of a file, and no file that could not be read in silence."""

from __future__ import annotations

import os
import sys

from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Config


def overlay(file: str | None, roots: list[str]) -> dict[str, dict[str, bytes]]:
    """Standard input in the place of `file`: by the configuration folder that it lies in, and its name there.

    Empty where there is no file; raises `InputError` for one that lies in none of the folders.
    """
    if file is None:
        return {}
    path = os.path.realpath(file)
    for root in roots:
        start = os.path.realpath(root) + os.sep
        if path.startswith(start):
            return {root: {path[len(start) :].replace(os.sep, "/"): _stdin()}}
    raise InputError(f"--stdin-filename {file} lies in no folder of a server that is checked")


def refuse_unread(config: Config) -> None:
    """Raise `InputError` for a file of which nothing could be read: what it holds, nobody has checked."""
    if config.problems and not config.files:
        raise InputError(config.problems[0].message)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise InputError("--stdin-filename needs standard input, and it is closed")
    return sys.stdin.buffer.read()
