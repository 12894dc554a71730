"""The call is let in: does the extension exist, and is there a codec that both ends speak.

Source: `chan_iax2.c:socket_process_helper` (`IAX_COMMAND_NEW` and `IAX_COMMAND_AUTHREP`) and, for the
caller, `iax2_request` and `ast_iax2_new`.
"""

from __future__ import annotations

from iaxlint.call.arrival import rejected
from iaxlint.call.attempt import Attempt, listed, of_lines, of_option, of_place, of_section
from iaxlint.call.call import Evidence, Log, Step
from iaxlint.model.codec import AUDIO, BITS, best, choose, mask_of, names_of, prefer
from iaxlint.model.dialplan import Found, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.codec import Codecs
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

NO_EXTENSION = "No such context/extension"
NO_CODEC = "Unable to negotiate codec"

CALLING_CHANNEL = ("ulaw", "alaw", "gsm", "g722", "slin")
"""What the channel that places the call can speak by itself; the recordings were made with these."""
TRANSLATABLE = ("ulaw", "alaw", "gsm", "g722", "g726", "g726aal2", "adpcm", "slin", "slin16", "ilbc", "lpc10")
"""What Asterisk's own modules translate, so that any audio channel can call through it."""


def extension_step(attempt: Attempt) -> Step:
    """The number that is asked for exists in the context (`pbx.c:ast_exists_extension`)."""
    callee, context = attempt.callee, attempt.context
    assert callee is not None
    assert context is not None
    if attempt.number is None:
        return _context_step(attempt, callee, context)
    user = attempt.user
    number = user.caller_number if user is not None and user.callerid else attempt.caller_number
    found = callee.dialplan.find(context, attempt.number, number)
    if isinstance(found, Found):
        attempt.extension = attempt.number
        within = "" if found.context == context else f", included from {found.context}"
        text = f"{attempt.number} enters {found.pattern} in {context}{within} of {callee.name}"
        return Step("extension", callee.name, True, text, of_lines(callee, (found.variable,)))
    if isinstance(found, Unsure):
        attempt.extension = attempt.number
        text = f"whether {attempt.number} exists in {context} of {callee.name} is open: {found.reason}"
        return Step("extension", callee.name, None, text)
    if not callee.dialplan.has(context):
        return _no_context(attempt, callee, context)
    return Step(
        "extension",
        callee.name,
        False,
        f"{callee.name} has no extension {attempt.number} with priority 1 in [{context}] or in what it includes",
        _context_lines(attempt, callee, context),
        rule="extension-missing",
        help=f"add exten => {attempt.number},1,... to [{context}] in {callee.name}'s extensions.conf",
        log=_no_extension_logs(attempt, context),
    )


def _no_extension_logs(attempt: Attempt, context: str) -> tuple[Log, ...]:
    assert attempt.callee is not None
    wanted = f"request '{attempt.number or 's'}@{context}' does not exist"
    return (
        rejected(attempt, NO_EXTENSION),
        Log(attempt.callee.name, "WARNING", f"Rejected connect attempt from {attempt.caller.name}, {wanted}", True),
    )


def _context_lines(attempt: Attempt, callee: Server, context: str) -> tuple[Evidence, ...]:
    """The lines that chose the context, and its header in the dialplan."""
    places = callee.dialplan.places(context)
    return (*(of_place(callee, place) for place in places[:1]), *_chosen_by(attempt))


def _chosen_by(attempt: Attempt) -> tuple[Evidence, ...]:
    caller, callee, user, peer = attempt.caller, attempt.callee, attempt.user, attempt.peer
    assert callee is not None
    lines: tuple[Evidence, ...] = ()
    if user is not None:
        lines = of_lines(callee, (variable for name, variable in user.contexts if name in (attempt.context, "*")))
        lines = lines or of_section(callee, user)
    if peer is not None and attempt.wanted_context and attempt.dial.context is None:
        lines += of_option(caller, peer.decided, "peercontext")
    return lines


def _context_step(attempt: Attempt, callee: Server, context: str) -> Step:
    """For a call to no number in particular: is there anything to call in the context?"""
    reason = callee.dialplan.unsure(context)
    if callee.dialplan.reachable(context):
        return Step("extension", callee.name, True, f"[{context}] of {callee.name} has extensions to call")
    if reason:
        text = f"what [{context}] of {callee.name} holds is open: {reason}"
        return Step("extension", callee.name, None, text)
    if not callee.dialplan.has(context):
        return _no_context(attempt, callee, context)
    return Step(
        "extension",
        callee.name,
        False,
        f"[{context}] in the dialplan of {callee.name} has no extension at all: every call into it is rejected",
        _context_lines(attempt, callee, context),
        rule="context-empty",
        help=f"add extensions to [{context}] in {callee.name}'s extensions.conf",
        log=_no_extension_logs(attempt, context),
    )


def _no_context(attempt: Attempt, callee: Server, context: str) -> Step:
    near = next((name for name in callee.dialplan.contexts if name.lower() == context.lower()), "")
    if context == "*":
        help_text = "context=* permits every context but names none: let the caller ask for one with peercontext="
    elif near:
        help_text = f"the dialplan calls it [{near}]; upper and lower case matter"
    else:
        help_text = f"add [{context}] to {callee.name}'s extensions.conf, or name a context that is there"
    return Step(
        "extension",
        callee.name,
        False,
        f"the call goes to context {context}, which {callee.name}'s dialplan does not have",
        _chosen_by(attempt),
        rule="context-missing",
        help=help_text,
        log=_no_extension_logs(attempt, context),
    )


def offer_step(attempt: Attempt) -> Step | None:
    """The caller's own codecs, before anything is sent; None when there is nothing to complain of."""
    caller, codecs, peer = attempt.caller, attempt.codecs, attempt.peer
    assert codecs is not None
    if codecs.capability & mask_of(TRANSLATABLE):
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
    requested = mine.capability & (mask_of(CALLING_CHANNEL) or AUDIO) or mask_of((best(mine.capability),))
    chosen = _choose(mine, user, requested)
    if chosen:
        order = dict.fromkeys((chosen, *user.codecs.order, *names_of(common)))
        attempt.common = tuple(name for name in order if BITS[name] & common)
        return Step("codec", callee.name, True, f"both ends speak {listed(attempt.common)}; {chosen} is used")
    lines = _codec_lines(attempt, user)
    ours, theirs = listed(names_of(mine.capability)) or "none", listed(names_of(user.codecs.capability)) or "none"
    if common & AUDIO:
        why = f"[{user.name}] has codecpriority=reqonly, and {caller.name} asks for {listed(names_of(requested))}"
        if not user.codec_requested_only:
            why = f"the codec that [{user.name}] likes best among them is not audio"
    elif common:
        why = f"they share only {listed(names_of(common))}, which carries no audio"
    else:
        why = "they share none"
    return Step(
        "codec",
        callee.name,
        False,
        f"{caller.name} offers the codecs {ours}; [{user.name}] on {callee.name} allows {theirs}: {why}",
        lines,
        rule="codec-mismatch" if user.codecs.capability else "codec-none",
        help="allow one codec on both ends, below disallow=all",
        log=(
            rejected(attempt, NO_CODEC),
            Log(callee.name, "NOTICE", f"Rejected connect attempt from {caller.name}, requested/capability "
                f"'{listed(names_of(requested))}'/'{ours}' incompatible with our capability '{theirs}'.", True),
        ),
    )  # fmt: skip


def _codec_lines(attempt: Attempt, user: User) -> tuple[Evidence, ...]:
    callee, caller, peer = attempt.callee, attempt.caller, attempt.peer
    assert callee is not None
    lines: tuple[Evidence, ...] = ()
    for server, decided in ((callee, user.decided), (caller, peer.decided if peer else {})):
        own = of_option(server, decided, "allow", "disallow", "codecpriority")
        lines += own or of_option(server, server.iax.general.decided, "allow", "disallow", "bandwidth")
    return lines


def _choose(mine: Codecs, user: User, requested: int) -> str:
    """The codec that the callee settles on, or "" (`socket_process_helper`, both after NEW and after AUTHREP)."""
    common = mine.capability & user.codecs.capability
    if user.codec_no_preferences:
        if requested & user.codecs.capability:
            return best(requested & user.codecs.capability)
        return "" if user.codec_requested_only else best(common)
    offered = mine.order
    for name in (name for name in mine.order if BITS[name] & requested):
        offered = prefer(offered, name)
    first, second = user.codecs.order, offered
    if user.codec_caller_first and offered:
        first, second = second, first
    return choose(first, common) or (choose(second or first, common) if common else "")
