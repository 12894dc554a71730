"""Why the callee does not take a call: socket, user, access list, context, extension, codec."""

from __future__ import annotations

from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.rules.failure import Failure


@rule("IAX313", "host-not-partner", category="link", severity="error", since="0.1", fix="unsafe")
def host_not_partner(failure: Failure) -> Iterator[Diagnostic]:
    """The peer's `host` is not an address of the server that the section is meant for.

    By its name, or by its `username`, the section is meant for one of the servers given; its `host` is the
    address of none of them.  The packets go elsewhere, nobody answers, and the call ends after some 40
    seconds with "Max retries exceeded".

    Example:
        [bar]
        type=friend
        host=192.168.2.4

    Mend: write the partner's address, or correct `addresses` in `iaxlint.toml`.
    """
    yield failure.finding()


@rule("IAX314", "host-is-self", category="link", severity="error", since="0.1", fix="unsafe")
def host_is_self(failure: Failure) -> Iterator[Diagnostic]:
    """The peer's `host` is an address of the caller itself, so it calls itself.

    The call comes back to the server that placed it, and is judged by its own users: mostly it ends with
    "No authority found", because the user that is meant exists at the other end only.

    Example:
        [bar]
        type=friend
        host=192.168.1.2

    Mend: write the address of the other server.
    """
    yield failure.finding()


@rule("IAX315", "not-listening", category="link", severity="error", since="0.1", fix="safe")
def not_listening(failure: Failure) -> Iterator[Diagnostic]:
    """The callee does not listen at the address and port that the caller calls.

    `bindaddr` and `bindport` of the callee decide, and their order: a `bindaddr` takes the port that the
    lines above it set (`chan_iax2.c:set_config`).  At the caller, `host` sets the port back to 4569, so that
    `port` counts only below it.  Nobody answers, and the call ends with "Max retries exceeded".

    Example:
        [general]
        bindport=4570

    Mend: make the caller's `host` and `port` agree with the callee's `bindaddr` and `bindport`.
    """
    yield failure.finding()


@rule("IAX316", "call-numbers-exhausted", category="link", severity="error", since="0.1")
def call_numbers_exhausted(failure: Failure) -> Iterator[Diagnostic]:
    """The callee grants the caller's address no call number any more.

    Each address gets `maxcallnumbers` numbers (2048) or what `[callnumberlimits]` says, and what `qualify`
    and `register` use up towards it is taken from them (`chan_iax2.c:peercnt_add`).  A limit that is used up
    without any call refuses every call: "maxcallnumber limit of 0 for 192.168.1.2 has been reached!".

    Example:
        [general]
        maxcallnumbers=0

    Mend: raise or delete the limit.
    """
    yield failure.finding()


@rule("IAX317", "host-behind-nat", category="link", severity="error", since="0.1")
def host_behind_nat(failure: Failure) -> Iterator[Diagnostic]:
    """The peer's `host` is an address behind the other server's NAT, and the caller is outside.

    The settings give the callee a `public` address, so its own one is known in its network only; the caller has no
    private address, from which a packet might find the way, for example through a tunnel.  Nobody answers, and the
    call ends with "Max retries exceeded" (`chan_iax2.c:__attempt_transmit`).

    Example:
        [bar]
        type=friend
        host=192.168.2.3

    Mend: write the public address and the port that is forwarded; or give the caller's address in the tunnel
    among its `addresses` in `iaxlint.toml`.
    """
    yield failure.finding()


@rule("IAX318", "user-unknown", category="link", severity="error", since="0.1", fix="safe")
def user_unknown(failure: Failure) -> Iterator[Diagnostic]:
    """The caller calls itself by a name that is no user of the callee.

    The caller sends its peer's `username`; the callee looks for a section of just that name, upper and lower
    case included, with type user or friend (`chan_iax2.c:check_access`).  When there is none it asks for a
    password all the same and refuses any, so that both logs read as if the secret were wrong: "No
    authority found" and "failed to authenticate".

    Example:
        [bar]
        type=friend
        username=foo-hq

    Mend: make `username` the name of the section that the callee keeps for this caller.
    """
    yield failure.finding()


@rule("IAX319", "access-list-denies", category="link", severity="error", since="0.1", fix="safe")
def access_list_denies(failure: Failure) -> Iterator[Diagnostic]:
    """The access list of the callee's user refuses the caller's address.

    `permit` and `deny` are read in order, the last one that matches decides, and no match lets the call in
    (`main/acl.c:ast_apply_ha`).  A named list that `acl.conf` lacks refuses everybody.  The caller sees
    "No authority found", as with a wrong secret.

    Example:
        [foo]
        type=friend
        permit=192.168.1.0/24
        deny=0.0.0.0/0

    Mend: put `deny=0.0.0.0/0` first, and below it a `permit` with the caller's address.
    """
    yield failure.finding()


@rule("IAX320", "context-not-permitted", category="link", severity="error", since="0.1", fix="safe")
def context_not_permitted(failure: Failure) -> Iterator[Diagnostic]:
    """The caller asks for a context that the callee's user does not permit.

    `peercontext`, or `@context` in the dial string, must be one of the user's `context` lines; each line
    holds one name, and upper and lower case matter (`chan_iax2.c:apply_context`).  Otherwise the user does
    not count, and the call ends like one with a wrong secret: "No authority found".

    Example:
        [bar]
        type=friend
        peercontext=internal

    Mend: ask for a context that the user permits, or for none: then the user's first context is taken.
    """
    yield failure.finding()


@rule("IAX520", "extension-missing", category="dialplan", severity="error", since="0.1")
def extension_missing(failure: Failure) -> Iterator[Diagnostic]:
    """The number that is dialled is no extension of the context that the call enters.

    The callee looks for it in the context and in what that includes, and needs a priority 1 there
    (`main/pbx.c:ast_exists_extension`).  The call is rejected with "No such context/extension", after the
    password has been accepted.

    Example:
        [fromiax]
        exten => 42,1,Answer()

    Mend: add the extension at the callee, or dial one that is there.
    """
    yield failure.finding()


@rule("IAX521", "context-missing", category="dialplan", severity="error", since="0.1", fix="unsafe")
def context_missing(failure: Failure) -> Iterator[Diagnostic]:
    """The call enters a context that the callee's dialplan does not have.

    `context` in `iax.conf` promises a context that `extensions.conf` does not define (its names are compared
    letter by letter), and so no extension is found: "No such context/extension".

    Example:
        [foo]
        type=friend
        context=from-iax

    Mend: write the name of a context of the callee's `extensions.conf`, or add one of that name.
    """
    yield failure.finding()


@rule("IAX522", "context-empty", category="dialplan", severity="error", since="0.1")
def context_empty(failure: Failure) -> Iterator[Diagnostic]:
    """The call enters a context that has not one extension.

    Neither the context nor what it includes holds an extension with a priority 1, so every number is
    rejected with "No such context/extension".

    Example:
        [fromiax]

    Mend: add extensions to the context, or let the user enter another.
    """
    yield failure.finding()


@rule("IAX321", "codec-none", category="link", severity="error", since="0.1", fix="safe")
def codec_none(failure: Failure) -> Iterator[Diagnostic]:
    """One end has no codec left that IAX2 can carry.

    `disallow=all` below every `allow`, or an `allow` of names that Asterisk does not know, leaves nothing:
    the caller gives up with "No formats specified", and a callee rejects with "Unable to negotiate codec".

    Example:
        [general]
        allow=ulaw
        disallow=all

    Mend: put `disallow=all` first and what is allowed below it.
    """
    yield failure.finding()


@rule("IAX322", "codec-mismatch", category="link", severity="error", since="0.1", fix="unsafe")
def codec_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The two ends have no codec in common.

    The caller's peer and the callee's user each start from `[general]` of their server and apply their own
    `allow` and `disallow`; IAX2 does not convert in between, so the callee rejects the call with "Unable to
    negotiate codec" (`chan_iax2.c:socket_process_helper`).

    Example:
        [bar]
        type=friend
        disallow=all
        allow=g722

    Mend: allow at least one codec on both ends.
    """
    yield failure.finding()
