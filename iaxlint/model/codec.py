"""Codecs: which ones IAX2 can carry, `allow` and `disallow`, and the order of preference."""

from __future__ import annotations

from iaxlint.record import record


@record
class Codecs:
    """What a side can carry, and what it likes best."""

    capability: int
    """Bits of RFC 5456, section 8.7 (`AST_FORMAT_*`)."""
    order: tuple[str, ...]
    """Names, the best liked first."""
