"""Codecs: what the caller offers, and what the callee makes of it.

Source: for the caller `channel.c:request_channel`, `chan_iax2.c:iax2_request` and `ast_iax2_new`; for the
callee `chan_iax2.c:socket_process_helper` (`IAX_COMMAND_NEW` and `IAX_COMMAND_AUTHREP`).
"""

from __future__ import annotations

from iaxlint.call.attempt import Attempt, listed, of_option, rejected
from iaxlint.call.call import Evidence, Log, Step
from iaxlint.model.codec import AUDIO, BITS, best, by_liking, choose, mask_of, names_of, prefer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.codec import Codecs
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

NO_CODEC = "Unable to negotiate codec"

NEARNESS = {
    "g722": 0,
    "slin16": 1,
    "slin": 2,
    "ulaw": 3,
    "alaw": 3,
    "g726": 4,
    "g726aal2": 4,
    "adpcm": 5,
    "gsm": 6,
    "ilbc": 7,
    "lpc10": 8,
}
"""The codecs that Asterisk's own modules translate, the nearest first to a calling channel that speaks g722
among others, as the one of the recordings did."""


def offer_step(attempt: Attempt) -> Step | None:
    """The caller's own codecs, before anything is sent; None when there is nothing to complain of."""
    caller, codecs, peer = attempt.caller, attempt.codecs, attempt.peer
    assert codecs is not None
    if codecs.capability & mask_of(NEARNESS):
        return None
    decided = peer.decided if peer else caller.iax.general.decided
    lines = of_option(caller, decided, "allow", "disallow") or of_option(
        caller, caller.iax.general.decided, "allow", "disallow", "bandwidth"
    )
    where = f"[{peer.name}] on {caller.name}" if peer else caller.name
    if codecs.capability & AUDIO:
        text = (
            f"{where} offers only {listed(names_of(codecs.capability & AUDIO))}, which Asterisk can't translate itself"
        )
        return Step("codec", caller.name, None, f"{text}: only a caller that speaks it gets through", lines)
    return Step(
        "codec",
        caller.name,
        False,
        f"{where} allows no audio codec, so it can place no call",
        lines,
        rule="codec-none",
        help="write allow=ulaw (or another codec that both ends have) below disallow=all",
        log=(Log(caller.name, "WARNING", "No formats specified for call"),)
        if not codecs.capability
        else (Log(caller.name, "WARNING", "Unable to create translator path"),),
    )


def codec_step(attempt: Attempt) -> Step:
    """The callee chooses a codec that both ends can carry, or rejects the call."""
    caller, callee, user, mine = attempt.caller, attempt.callee, attempt.user, attempt.codecs
    assert callee is not None
    assert user is not None
    assert mine is not None
    common = mine.capability & user.codecs.capability
    requested = requested_codec(mine)
    chosen = _choose(mine, callee, user, requested)
    if chosen:
        order = dict.fromkeys((chosen, *user.codecs.order, *names_of(common)))
        attempt.common = tuple(name for name in order if BITS[name] & common)
        return Step("codec", callee.name, True, f"both ends speak {listed(attempt.common)}; {chosen} is used")
    ours, theirs = listed(names_of(mine.capability)) or "none", listed(names_of(user.codecs.capability)) or "none"
    if common & AUDIO and user.codec_requested_only:
        why = f"codecpriority=reqonly insists on {requested}, which {caller.name} asks for"
    elif common & AUDIO:
        why = "the one that is liked best among them carries no audio"
    elif common:
        why = f"they share only {listed(names_of(common))}, which carries no audio"
    else:
        why = "they share none"
    wanted = f"requested/capability '{requested}'/'{ours}' incompatible with our capability '{theirs}'."
    return Step(
        "codec",
        callee.name,
        False,
        f"{caller.name} offers the codecs {ours}; [{user.name}] on {callee.name} allows {theirs}: {why}",
        _codec_lines(attempt, user),
        rule="codec-mismatch" if user.codecs.capability else "codec-none",
        help="allow one codec on both ends, below disallow=all",
        log=(
            rejected(attempt, NO_CODEC),
            Log(callee.name, "NOTICE", f"Rejected connect attempt from {caller.name}, {wanted}", authdebug=True),
        ),
    )


def _codec_lines(attempt: Attempt, user: User) -> tuple[Evidence, ...]:
    callee, caller, peer = attempt.callee, attempt.caller, attempt.peer
    assert callee is not None
    lines: tuple[Evidence, ...] = ()
    for server, decided in ((callee, user.decided), (caller, peer.decided if peer else {})):
        own = of_option(server, decided, "allow", "disallow", "codecpriority")
        lines += own or of_option(server, server.iax.general.decided, "allow", "disallow", "bandwidth")
    return lines


def requested_codec(mine: Codecs) -> str:
    """The one codec that the call is asked for with; "" where none can be translated.

    Of what the calling channel speaks Asterisk asks IAX2 for the codec of the highest sample rate
    (`channel.c:request_channel`); what the peer does not allow is translated from the nearest that it
    does (`translate.c:ast_translator_best_choice`), the first of equals.
    """
    known = [name for name in (*mine.order, *by_liking(mine.capability)) if name in NEARNESS]
    return min(known, key=NEARNESS.__getitem__, default="")


def _choose(mine: Codecs, callee: Server, user: User, requested: str) -> str:
    """The codec that the callee settles on, or "" (`socket_process_helper`, both after NEW and after AUTHREP)."""
    common = mine.capability & user.codecs.capability
    if user.codec_no_preferences:
        if BITS.get(requested, 0) & common:
            return requested
        return "" if user.codec_requested_only else best(common)
    first, second = user.codecs.order, prefer(mine.order, requested)
    if user.codec_caller_first:
        first, second = second, first
    # up to 12 an order has only what `allow` lines name, and where neither has it the callee takes what it likes best
    last = "" if callee.version.has("codec-order-is-capability") else best(common)
    return choose(first, common) or choose(second, common) or last
