"""What `allow`, `disallow` and `bandwidth` lines make of a side's codecs."""

from __future__ import annotations

from iaxlint.model.codec import (
    ALIASES,
    BANDWIDTHS,
    BITS,
    CODECS,
    LAST_WITH_ALIASES,
    Codecs,
    by_liking,
    mask_of,
)
from iaxlint.model.value import atoi, scan_int
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.version import Version

Order = dict[str, None]
"""Codecs in the order of preference, as the keys of a dictionary."""

Log = tuple[tuple[str, str], ...]
"""What Asterisk logs of a line: kinds (`codec-unknown` or `codec-framing`) and messages."""


@record
class CodecReader:
    """How one version reads lists of codecs.

    Source: `main/format_cap.c:ast_format_cap_update_by_allow_disallow` and
    `chan_iax2.c:iax2_parse_allow_disallow`; up to 12 `main/frame.c:ast_parse_allow_disallow`.
    """

    known: dict[str, int]
    """Every name that it takes, in lower case, with its bit; 0 where IAX2 can't carry it."""
    order_is_capability: bool
    """Whether the order of preference holds every codec of the capability, as it does from 13 on."""
    negation: bool
    pipe: bool
    strip: bool
    seen: dict[tuple[int, tuple[str, ...], str, bool], tuple[Codecs, Log]]
    """Lists that were read before: most sections of a file have the same ones."""

    @property
    def default(self) -> Codecs:
        """What a server starts with before it reads its first line."""
        return self.with_bandwidth(Codecs(0, ()), "high")

    def with_bandwidth(self, codecs: Codecs, bandwidth: str) -> Codecs:
        """What a `bandwidth` line leaves: from 13 on, nothing of the `allow` and `disallow` lines above it."""
        mask = BANDWIDTHS[bandwidth]
        return Codecs(mask, by_liking(mask) if self.order_is_capability else codecs.order)

    def allow(self, codecs: Codecs, value: str) -> tuple[Codecs, Log]:
        """What an `allow` line makes of the codecs, and what is logged of it."""
        return self._read(codecs, value, allowing=True)

    def disallow(self, codecs: Codecs, value: str) -> tuple[Codecs, Log]:
        """What a `disallow` line makes of the codecs, and what is logged of it."""
        return self._read(codecs, value, allowing=False) if value else (codecs, ())

    def _read(self, codecs: Codecs, value: str, *, allowing: bool) -> tuple[Codecs, Log]:
        key = (codecs.capability, codecs.order, value, allowing)
        result = self.seen.get(key)
        if result is None:
            result = self.seen[key] = self._work_out(codecs, value, allowing=allowing)
        return result

    def _work_out(self, codecs: Codecs, value: str, *, allowing: bool) -> tuple[Codecs, Log]:
        capability, order = codecs.capability, dict.fromkeys(codecs.order)
        log: list[tuple[str, str]] = []
        if self.pipe:
            if len(value) > 1 and value[0] == "(" and value[-1] == ")":
                value = value[1:-1]
                capability, order = self._all(capability, order, allow=not allowing)
            value = value.replace("|", ",")
        for element in value.split(","):
            word, allow = element.strip() if self.strip else element, allowing
            if word.startswith("!") and self.negation:
                word, allow = word[1:], not allowing
            word, readable = self._without_framing(word, log)
            if not readable:
                continue
            name = word.lower()
            if name == "all":
                capability, order = self._all(capability, order, allow=allow)
            elif name in self.known:
                capability = self._one(capability, order, name, allow=allow)
            else:
                log.append(("codec-unknown", f"Cannot {'allow' if allow else 'disallow'} unknown format '{word}'"))
        return Codecs(capability, tuple(order)), tuple(log)

    def _without_framing(self, word: str, log: list[tuple[str, str]]) -> tuple[str, bool]:
        """A codec's name without the milliseconds behind its colon, and whether the element counts at all."""
        name, colon, framing = word.rpartition(":")
        if not colon:
            return word, True
        number = scan_int(framing) if self.order_is_capability and framing else atoi(framing)
        if number is not None and number >= 0:
            return name, True
        log.append(("codec-framing", f"Bad packetization value for codec {name}"))
        return name, not self.order_is_capability

    def _all(self, capability: int, order: Order, *, allow: bool) -> tuple[int, Order]:
        """All codecs: those that were there keep their places, the rest follow as Asterisk lists them."""
        if not allow:
            return 0, {}
        if not self.order_is_capability:
            return capability | mask_of(BITS), order
        carried = {name: bit for name, bit in self.known.items() if bit}
        return capability | mask_of(carried), {**order, **dict.fromkeys(carried)}

    def _one(self, capability: int, order: Order, name: str, *, allow: bool) -> int:
        bit, name = self.known[name], ALIASES.get(name, name)
        if not bit:
            return capability
        if not allow:
            order.pop(name, None)
            return capability & ~bit
        if not self.order_is_capability:
            order.pop(name, None)
        order[name] = None
        return capability | bit


def codec_reader(version: Version) -> CodecReader:
    """How a version reads lists of codecs."""
    return version.memo.once("codecs", lambda: _codec_reader(version))


def _codec_reader(version: Version) -> CodecReader:
    known = {
        name: 0 if bit is None else 1 << bit for name, bit, _, first, last in CODECS if version.within(first, last)
    }
    if version.number <= LAST_WITH_ALIASES:
        known.update({alias: known[name] for alias, name in ALIASES.items()})
    return CodecReader(
        known=known,
        order_is_capability=version.has("codec-order-is-capability"),
        negation=version.has("codec-negation"),
        pipe=version.has("codec-pipe"),
        strip=version.has("codec-strip"),
        seen={},
    )
