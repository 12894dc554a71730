"""What a test of the loader asks for, and how it looks at the answer."""

from __future__ import annotations

from collections.abc import Callable

from iaxlint.loader.config import Config

Build = Callable[..., Config]
"""Makes a `Config` of the texts of files."""


def values(config: Config) -> dict[str, dict[str, str]]:
    """The values by category and name, the last of each."""
    return {c.name: {v.name: v.value for v in c.variables} for c in config.categories}
