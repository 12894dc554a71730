"""`python -m iaxlint`."""

from __future__ import annotations

from iaxlint.cli import console

if __name__ == "__main__":
    console()
