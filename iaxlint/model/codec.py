"""Codecs: which ones IAX2 can carry, and how two sides agree on one."""

from __future__ import annotations

from iaxlint.model.version import LATEST, NEWEST, OLDEST, Number
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

CODECS: tuple[tuple[str, int | None, str, Number, Number], ...] = (
    ("codec2", None, "audio", (15, 0), LATEST),
    ("g723", 0, "audio", OLDEST, LATEST),
    ("ulaw", 2, "audio", OLDEST, LATEST),
    ("alaw", 3, "audio", OLDEST, LATEST),
    ("gsm", 1, "audio", OLDEST, LATEST),
    ("g726", 11, "audio", OLDEST, LATEST),
    ("g726aal2", 4, "audio", OLDEST, LATEST),
    ("adpcm", 5, "audio", OLDEST, LATEST),
    ("slin", 6, "audio", OLDEST, LATEST),
    ("slin12", None, "audio", (10, 0), LATEST),
    ("slin16", 15, "audio", OLDEST, LATEST),
    ("slin24", None, "audio", (10, 0), LATEST),
    ("slin32", None, "audio", (10, 0), LATEST),
    ("slin44", None, "audio", (10, 0), LATEST),
    ("slin48", None, "audio", (10, 0), LATEST),
    ("slin96", None, "audio", (10, 0), LATEST),
    ("slin192", None, "audio", (10, 0), LATEST),
    ("lpc10", 7, "audio", OLDEST, LATEST),
    ("g729", 8, "audio", OLDEST, LATEST),
    ("speex", 9, "audio", OLDEST, LATEST),
    ("speex16", 33, "audio", OLDEST, LATEST),
    ("speex32", None, "audio", (10, 0), LATEST),
    ("ilbc", 10, "audio", OLDEST, LATEST),
    ("g722", 12, "audio", OLDEST, LATEST),
    ("siren7", 13, "audio", OLDEST, LATEST),
    ("siren14", 14, "audio", OLDEST, LATEST),
    ("testlaw", None, "audio", OLDEST, (18, NEWEST)),
    ("g719", 32, "audio", OLDEST, LATEST),
    ("opus", 34, "audio", (12, 0), LATEST),
    ("jpeg", 16, "image", OLDEST, LATEST),
    ("png", 17, "image", OLDEST, LATEST),
    ("h261", 18, "video", OLDEST, LATEST),
    ("h263", 19, "video", OLDEST, LATEST),
    ("h263p", 20, "video", OLDEST, LATEST),
    ("h264", 21, "video", OLDEST, LATEST),
    ("h265", None, "video", (16, 0), LATEST),
    ("mpeg4", 22, "video", OLDEST, LATEST),
    ("vp8", 23, "video", (12, 0), LATEST),
    ("vp9", None, "video", (13, 0), LATEST),
    ("red", 26, "text", OLDEST, LATEST),
    ("t140", 27, "text", OLDEST, LATEST),
    ("t38", None, "image", (15, 0), LATEST),
    ("none", None, "audio", (13, 0), LATEST),
    ("silk8", None, "audio", (13, 0), LATEST),
    ("silk12", None, "audio", (13, 0), LATEST),
    ("silk16", None, "audio", (13, 0), LATEST),
    ("silk24", None, "audio", (13, 0), LATEST),
)
"""Name, bit of RFC 5456 section 8.7 (None: IAX2 cannot carry it), kind, first and last version that knows it.

In the order in which `allow=all` adds them (`main/codec_builtin.c:ast_codec_builtin_init`).
"""

ALIASES: dict[str, str] = {
    "slinear": "slin",
    "slinear16": "slin16",
    "g723.1": "g723",
    "g722.1": "siren7",
    "g722.1c": "siren14",
}
"""Other names that versions up to 12 take (`main/frame.c:ast_expand_codec_alias`)."""
LAST_WITH_ALIASES: Number = (12, NEWEST)

BITS: dict[str, int] = {name: 1 << bit for name, bit, *_ in CODECS if bit is not None}
"""The mask bit of each codec that IAX2 can carry, in the order of `CODECS`."""

AUDIO = sum(1 << bit for _, bit, kind, *_ in CODECS if bit is not None and kind == "audio")
VIDEO = sum(1 << bit for _, bit, kind, *_ in CODECS if bit is not None and kind == "video")

BEST = (
    "ulaw", "alaw", "g719", "siren14", "siren7", "g722", "slin16", "slin", "g726", "g726aal2", "adpcm", "gsm",
    "ilbc", "speex16", "speex", "opus", "lpc10", "g729", "g723",
)  # fmt: skip
"""Asterisk's own order of liking (`channels/iax2/format_compatibility.c:iax2_format_compatibility_best`)."""

FULL_BANDWIDTH = 0xFFFF
_WIDE = ("slin", "slin16", "siren7", "siren14", "ulaw", "alaw", "g722")
MEDIUM_BANDWIDTH = FULL_BANDWIDTH & ~sum(BITS[name] for name in _WIDE)
LOW_BANDWIDTH = MEDIUM_BANDWIDTH & ~sum(BITS[name] for name in ("g726", "g726aal2", "adpcm"))

BANDWIDTHS: dict[str, int] = {"low": LOW_BANDWIDTH, "medium": MEDIUM_BANDWIDTH, "high": FULL_BANDWIDTH}
"""What each `bandwidth` leaves (`chan_iax2.c`, `IAX_CAPABILITY_*`)."""


@record
class Codecs:
    """What a side can carry, and what it likes best.

    From 13 on the order holds every codec of the capability; before, only those that an `allow` named.
    """

    capability: int
    """Bits of RFC 5456, section 8.7 (`AST_FORMAT_*`)."""
    order: tuple[str, ...]
    """Names, the best liked first."""


def names_of(mask: int) -> tuple[str, ...]:
    """The codecs of a mask, from the lowest bit up."""
    return tuple(sorted((name for name, bit in BITS.items() if bit & mask), key=BITS.__getitem__))


def mask_of(names: Iterable[str]) -> int:
    """The bits of codecs that IAX2 can carry."""
    mask = 0
    for name in names:
        mask |= BITS[name]
    return mask


def best(mask: int) -> str:
    """The codec that Asterisk likes best in a mask, or "" (`iax2_format_compatibility_best`)."""
    return next((name for name in BEST if BITS[name] & mask), "")


def choose(order: Iterable[str], mask: int) -> str:
    """The first codec of an order that a mask has; "" for none, and where that one is not audio.

    Source: `chan_iax2.c:iax2_codec_choose` and `codec_choose_from_prefs`.
    """
    found = next((name for name in order if BITS[name] & mask), "")
    return found if found and BITS[found] & AUDIO else ""


def prefer(order: tuple[str, ...], name: str) -> tuple[str, ...]:
    """An order with one codec moved to its front, if it is there (`codec_pref.c:iax2_codec_pref_prepend`)."""
    return (name, *(other for other in order if other != name)) if name in order else order


def by_liking(mask: int) -> tuple[str, ...]:
    """A mask in Asterisk's own order of liking, the rest by bits (`iax2_codec_pref_from_bitfield`)."""
    liked = tuple(name for name in BEST if BITS[name] & mask)
    return liked + names_of(mask & ~mask_of(liked))
