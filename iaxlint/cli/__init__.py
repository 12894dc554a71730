"""The commands, one module each, imported when used."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

OK, FOUND, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit status: nothing at or above `--fail-on`; something; wrong usage, settings or input; Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status; never raises, whatever the words or the files hold."""
    import sys

    from iaxlint.cli.run import run

    return run(list(sys.argv[1:] if argv is None else argv))


def console() -> NoReturn:
    """The command `iaxlint`: leaves at once, since to take a fleet apart again is work for nothing."""
    import os

    os._exit(main())
