"""Asterisk's versions, and what each does differently.

The table holds what the model and the rules ask for; each entry names the function or the change
that decides.  What only adds or removes an option stands with the option (`model.option`).
"""

from __future__ import annotations

from iaxlint.memo import Memo
from iaxlint.record import record

Number = tuple[int, int]

NEWEST = 999
"""The minor version that a branch without one stands for: its newest release."""

OLDEST: Number = (1, 8)
LATEST: Number = (23, NEWEST)

BEHAVIOURS: dict[str, tuple[tuple[Number, Number], ...]] = {
    # main/config.c:ast_variable_retrieve gives the last of several `type` lines
    "type-last": (((23, 0), LATEST),),
    # chan_iax2.c:set_config reads users.conf
    "users-conf": ((OLDEST, (22, NEWEST)),),
    # chan_iax2.c:build_user and build_peer offer plaintext beside MD5 when no `auth` is set
    "auth-default-plaintext": ((OLDEST, (14, NEWEST)),),
    # chan_iax2.c:build_user and build_peer warn about auth=plaintext
    "auth-plaintext-warns": (((15, 0), LATEST),),
    # chan_iax2.c:set_config reads `auth`; the change never reached 17
    "auth-general": (((16, 17), (16, NEWEST)), ((18, 3), LATEST)),
    # the initial value of authdebug in chan_iax2.c
    "authdebug-default": ((OLDEST, (1, NEWEST)),),
    # main/acl.c:ast_append_ha takes lists with commas and `!`, ast_append_acl takes named lists
    "access-lists": (((11, 0), LATEST),),
    # chan_iax2.c keeps addresses in ast_sockaddr, and reads ports with ast_parse_arg
    "ipv6": (((12, 0), LATEST),),
    # main/format_cap.c:ast_format_cap_update_by_allow_disallow and channels/iax2/codec_pref.c
    "codec-order-is-capability": (((13, 0), LATEST),),
    # `!codec` in allow and disallow (main/frame.c up to 12)
    "codec-negation": (((11, 0), LATEST),),
    # `|` separates codecs too
    "codec-pipe": (((13, 5), LATEST),),
    # blanks around a codec's name do not count
    "codec-strip": (((13, 9), (13, NEWEST)), ((14, 0), LATEST)),
    # chan_iax2.c:iax2_poke_peer awaits an answer for 5/6 of qualifyfreqok at most
    "qualify-within-frequency": (((13, 4), LATEST),),
    # chan_iax2.c:authenticate_verify logs `MD5 secret mismatch`
    "md5-mismatch-logged": (((18, 21), (18, NEWEST)), ((20, 6), (20, NEWEST)), ((21, 1), LATEST)),
}
"""By name: the ranges of versions, both ends included, that behave so."""


@record
class Version:
    """A version of Asterisk; `22` is the newest release of that branch."""

    text: str
    number: Number
    """Major and minor: `1.8` is (1, 8), `18.3.2` is (18, 3), `22` is (22, 999)."""
    behaviours: frozenset[str]
    """The keys of `BEHAVIOURS` that hold for it."""
    memo: Memo
    """What hangs on the version alone, such as its applications, so that it is worked out once for all servers."""

    @classmethod
    def parse(cls, text: str) -> Version:
        """From `22`, `18.21`, `1.8.32.3` or `certified/18.9-cert5`; ValueError for anything else."""
        release = text.strip().removeprefix("certified/").partition("-")[0]
        words = release.split(".")
        if not all(word.isascii() and word.isdecimal() and len(word) < 6 for word in words):
            raise ValueError(f"{text!r} is not a version of Asterisk")
        major, minor = int(words[0]), int(words[1]) if len(words) > 1 else NEWEST
        number = (major, minor)
        if number < OLDEST or number == (1, NEWEST):
            raise ValueError(f"Asterisk {text} is older than 1.8, whose behaviour is not known")
        known = min(number, LATEST)
        return cls(
            text.strip(),
            number,
            frozenset(
                name for name, ranges in BEHAVIOURS.items() if any(first <= known <= last for first, last in ranges)
            ),
            Memo(),
        )

    def has(self, behaviour: str) -> bool:
        """Whether it behaves so; `behaviour` is a key of `BEHAVIOURS`."""
        return behaviour in self.behaviours

    def within(self, first: Number, last: Number) -> bool:
        """Whether it lies in a range of versions, both ends included."""
        return first <= min(self.number, LATEST) <= last

    def __str__(self) -> str:
        return self.text
