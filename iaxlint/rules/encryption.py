"""What only the call can tell: encryption that is not there, and secrets that nobody asks for."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic
from iaxlint.rules.finding import about_line, about_section, header_of, line_of
from iaxlint.rules.mending import add, delete, is_own, put, safe, unsafe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.call import Call
    from iaxlint.call.links import Link
    from iaxlint.model.peer import Peer
    from iaxlint.model.user import User
    from iaxlint.rules.mending import Fixes


def reaching(link: Link) -> Call | None:
    """The first call of a link that reaches the other end."""
    return next((call for call in link.calls if call.verdict == "reaches"), None)


@rule("IAX650", "encryption-trunked", category="security", severity="error", since="0.1", fix="safe")
def encryption_trunked(link: Link) -> Iterator[Diagnostic]:
    """An encrypted trunk carries its audio in the clear.

    With `trunk=yes` the voice of all calls is put together into one packet, and nothing encrypts that
    (`chan_iax2.c:iax2_trunk_queue`).  Asterisk reports such a call as encrypted all the same; of a hundred
    voice packets, ninety-nine carry what is said as it is said.

    Example:
        [bar]
        type=friend
        encryption=yes
        trunk=yes

    Mend: delete `trunk=yes`; it saves a few bytes a packet, and only when many calls go on at once.
    """
    peer, caller = link.peer, link.caller
    if not (peer.trunk and peer.encryption) or any(call.encrypted is False for call in link.calls):
        return
    lines = peer.decided.get("encryption") or caller.iax.general.decided.get("encryption") or []
    yield about_line(
        caller,
        peer.name,
        peer.decided["trunk"][-1],
        f"calls of {caller.name} through [{peer.name}] count as encrypted, but trunk=yes sends audio in the clear",
        "delete trunk=yes",
        tuple(line_of(caller, line, "encryption is asked for here") for line in lines[-1:]),
        _untrunked(peer),
    )


def _untrunked(peer: Peer) -> Fixes:
    """Delete the line where it stands alone, else let another have the last word."""
    lines = peer.decided["trunk"]
    if len(lines) == 1 and is_own(lines[0], peer.categories[-1]):
        return safe("delete trunk=yes", delete(lines[0]))
    return safe("write trunk=no", put(peer.categories[-1], peer.decided, "trunk", "no"))


@rule("IAX651", "encryption-absent", category="security", severity="warning", since="0.1", fix="unsafe")
def encryption_absent(link: Link) -> Iterator[Diagnostic]:
    """Both ends ask for encryption, and the call goes through without it.

    The key is agreed on with the proof of the secret: there is none where the callee lets the call in
    unproved, nor where it takes plain text only (`chan_iax2.c:authenticate_request`).  Neither end says a
    word.

    Example:
        [foo]
        type=friend
        encryption=yes
        auth=plaintext

    Mend: set the same `secret` and `auth=md5` at both ends.
    """
    call = reaching(link)
    if call is None or call.encrypted is not False or call.peer is None or call.user is None or call.callee is None:
        return
    if not (call.peer.encryption and call.user.encryption):
        return
    why = "takes it without a secret" if call.auth == "none" else "takes plain text only"
    lines = call.user.decided.get("auth", [])
    yield Diagnostic(
        f"both {link.caller.name} and {call.callee.name} ask for encryption, but their calls are in the clear: "
        f"[{call.user.name}] on {call.callee.name} {why}",
        lines[-1].place if lines and call.auth != "none" else call.user.categories[-1].place,
        help="set the same secret and auth=md5 at both ends",
        server=call.callee.name,
        section=call.user.name,
        option="auth" if lines and call.auth != "none" else "",
        partner=link.caller.name,
        related=(header_of(link.caller, call.peer.categories[-1], f"the peer of {link.caller.name}"),),
        fixes=()
        if call.auth == "none"
        else unsafe("write auth=md5", put(call.user.categories[-1], call.user.decided, "auth", "md5")),
    )


@rule("IAX652", "force-encryption-idle", category="security", severity="error", since="0.1", fix="unsafe")
def force_encryption_idle(link: Link) -> Iterator[Diagnostic]:
    """A peer forces encryption, and its calls go out in the clear.

    In a peer, `forceencryption` only makes sure that there is a secret (`chan_iax2.c:iax2_call`); the flag is
    not carried over to the call, and whether the callee agrees to encrypt is looked at only where
    `forceencryption` stands in `[general]`.

    Example:
        [bar]
        type=friend
        forceencryption=yes

    Mend: put `forceencryption=yes` into `[general]`, and `encryption=yes` into the callee's section.
    """
    call = reaching(link)
    general = link.caller.iax.general
    if call is None or call.encrypted is not False or not link.peer.force_encryption or general.force_encryption:
        return
    lines = link.peer.decided.get("forceencryption")
    if lines:
        callee = call.callee.name if call.callee else "the callee"
        found = about_line(
            link.caller,
            link.peer.name,
            lines[-1],
            f"calls from {link.caller.name} to {callee} are in the clear: in a peer, forceencryption forces nothing "
            "on calls that go out",
            f"put forceencryption=yes into [general], and encryption=yes into the section on {callee}",
            fixes=_encrypted(call),
        )
        found.partner = call.callee.name if call.callee else ""
        yield found


def _encrypted(call: Call) -> Fixes:
    """Offer encryption at the callee; where it is not offered at the caller either, both need a look."""
    peer, user = call.peer, call.user
    if peer is None or user is None or not peer.encryption or not user.secret:
        return ()
    return unsafe("write encryption=yes at the other end", put(user.categories[-1], user.decided, "encryption", "yes"))


@rule("IAX653", "secret-not-asked", category="security", severity="warning", since="0.1", fix="unsafe")
def secret_not_asked(link: Link) -> Iterator[Diagnostic]:
    """The caller has a secret, and the callee lets the call in without asking for it.

    The user that the call comes in as has no secret: the section that is meant lacks one, or the caller
    sends no `username` and so ends up in another, since users without a secret are preferred
    (`chan_iax2.c:check_access`).

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        secret=K9fw-x2Tp-71nd

    Mend: give the callee's user the same secret, and the caller's peer a `username`.
    """
    call = reaching(link)
    if call is None or call.auth != "none" or call.user is None or call.callee is None:
        return
    lines = link.peer.decided.get("secret")
    if lines and link.peer.secret:
        found = about_line(
            link.caller,
            link.peer.name,
            lines[-1],
            f"{link.caller.name} has a secret for {call.callee.name}, which lets its calls in as [{call.user.name}] "
            "without asking for one",
            f"give [{call.user.name}] on {call.callee.name} the secret"
            if link.peer.username
            else f"add username= to [{link.peer.name}]: {call.callee.name}'s name for {link.caller.name}",
            (header_of(call.callee, call.user.categories[-1], f"who calls in as [{call.user.name}] needs no secret"),),
            _asked(link.peer, call.user) if link.peer.username else (),
        )
        found.partner = call.callee.name
        yield found


def _asked(peer: Peer, user: User) -> Fixes:
    """Let the callee ask for the secret that the caller has."""
    step = put(user.categories[-1], user.decided, "secret", peer.secret)
    return unsafe(f"give [{user.name}] the secret of [{peer.name}] at the other end", step)


@rule("IAX340", "username-missing", category="link", severity="warning", since="0.1", fix="safe")
def username_missing(link: Link) -> Iterator[Diagnostic]:
    """The caller sends no `username`, and the callee guesses who calls.

    Without a name the callee takes the user that fits best: one without a secret before one with a secret,
    one with an access list before one without, and of equals the one that its hash table has first
    (`chan_iax2.c:check_access`).  A section more at the callee, and the calls land elsewhere.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        secret=K9fw-x2Tp-71nd

    Mend: add `username=` with the name of the callee's section for this caller.
    """
    call = reaching(link)
    if (
        call is None
        or link.peer.username
        or call.user is None
        or call.callee is None
        or "@" in call.dial.partition("/")[2]
    ):
        return
    meant = link.caller.name if link.caller.name in call.callee.iax.users else call.user.name
    found = about_section(
        link.caller,
        link.peer.categories[-1],
        f"[{link.peer.name}] on {link.caller.name} sends no username: {call.callee.name} guesses, and takes its calls "
        f"as [{call.user.name}]",
        f"add username={meant}",
        (header_of(call.callee, call.user.categories[-1], "the section that is guessed"),),
        (safe if meant == call.user.name else unsafe)(
            f"add username={meant}", put(link.peer.categories[-1], link.peer.decided, "username", meant)
        ),
    )
    found.partner = call.callee.name
    yield found


@rule("IAX654", "video-in-clear", category="security", severity="warning", since="0.1", fix="unsafe")
def video_in_clear(link: Link) -> Iterator[Diagnostic]:
    """An encrypted call carries its video in the clear.

    Of video only the first packets of a call are encrypted; the rest go out as they are
    (`chan_iax2.c:iax2_send`).  The other end tries to decrypt them, and fills its log with "Packet Decrypt
    Failed".

    Example:
        [bar]
        type=friend
        encryption=yes
        disallow=all
        allow=ulaw,h264

    Mend: allow no video on encrypted trunks.
    """
    from iaxlint.model.codec import VIDEO, names_of

    call = next((call for call in link.calls if call.encrypted and call.user is not None), None)
    if call is None or call.user is None or call.callee is None:
        return
    video = names_of(link.peer.codecs.capability & call.user.codecs.capability & VIDEO)
    if video:
        lines = link.peer.decided.get("allow") or link.caller.iax.general.decided.get("allow")
        message = (
            f"calls of {link.caller.name} through [{link.peer.name}] count as encrypted, but their video "
            f"({', '.join(video)}) is in the clear"
        )
        help_text = "disallow video codecs here"
        fixes = unsafe("disallow video", add(link.peer.categories[-1], ("disallow", ",".join(video))))
        if lines:
            found = about_line(link.caller, link.peer.name, lines[-1], message, help_text, fixes=fixes)
        else:
            found = about_section(link.caller, link.peer.categories[-1], message, help_text, fixes=fixes)
        found.partner = call.callee.name
        yield found
