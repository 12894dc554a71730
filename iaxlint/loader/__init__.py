"""What Asterisk loads: `main/config.c`, with the origin of every value."""

from __future__ import annotations

from iaxlint.loader.folder import Folder
from iaxlint.loader.load import load

__all__ = ["Folder", "load"]
