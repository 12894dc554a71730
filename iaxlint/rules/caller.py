"""Why a call does not leave the caller: dial string, peer, address, socket (`chan_iax2.c:iax2_request`)."""

from __future__ import annotations

from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.rules.failure import Failure


@rule("IAX304", "iax-not-loaded", category="link", severity="error", since="0.1")
def iax_not_loaded(failure: Failure) -> Iterator[Diagnostic]:
    """One end of the trunk runs no IAX2 at all, because its `iax.conf` is not loaded.

    When `iax.conf` is missing or refused, or when `calltokenoptional` holds a range that can't be read,
    `chan_iax2.c:set_config` gives up: no socket is opened, no section is read, and the server neither
    places nor takes a call.

    Example:
        [general]
        calltokenoptional=anywhere

    Mend: mend what the findings of category syntax name in that server's `iax.conf`.
    """
    yield failure.finding()


@rule("IAX302", "dial-string-invalid", category="link", severity="error", since="0.1")
def dial_string_invalid(failure: Failure) -> Iterator[Diagnostic]:
    """The dial string names no peer, or a port that is none.

    `chan_iax2.c:parse_dial_string` reads `[user[:secret]@]peer[:port][/exten[@context]][/options]` and cuts
    at the first separator, so an IPv6 address or a secret with `:`, `@` or `/` falls apart.

    Example:
        exten => _2X,1,Dial(IAX2//${EXTEN})

    Mend: write `IAX2/peer/extension`, with the name of a section in the place of `peer`.
    """
    yield failure.finding()


@rule("IAX303", "peer-unknown", category="link", severity="error", since="0.1")
def peer_unknown(failure: Failure) -> Iterator[Diagnostic]:
    """The dialplan calls a peer that the server does not have.

    When no section of type peer or friend has just the name that is dialled, upper and lower case
    included, `chan_iax2.c:create_addr` takes it for a host name; the resolver finds none, Asterisk logs
    "No such host", and the call is over.

    Example:
        exten => _2X,1,Dial(IAX2/baar/${EXTEN})

    Mend: dial the name of a section, or add one of that name with `type=peer` or `type=friend`.
    """
    yield failure.finding()


@rule("IAX305", "dbsecret-unreadable", category="link", severity="error", since="0.1")
def dbsecret_unreadable(failure: Failure) -> Iterator[Diagnostic]:
    """The `dbsecret` of the peer is not `family/key`, and so the call is not placed.

    `chan_iax2.c:create_addr` splits it at the slash to look the secret up in Asterisk's database, and gives
    up the call when there is none.

    Example:
        [bar]
        type=peer
        dbsecret=trunks

    Mend: write `dbsecret=family/key`, or use `secret`.
    """
    yield failure.finding()


@rule("IAX306", "qualify-impossible", category="link", severity="error", since="0.1", fix="safe")
def qualify_impossible(failure: Failure) -> Iterator[Diagnostic]:
    """No answer is quick enough for `qualify`, and so the peer is never called.

    `chan_iax2.c:create_addr` refuses a watched peer whose last answer took longer than `qualify` milliseconds;
    every answer takes longer than `qualify=1`, which means one millisecond and not yes, or than a negative
    number.  From 13.4 on an answer must also come within 5/6 of `qualifyfreqok`, which counts milliseconds too.

    Example:
        [bar]
        type=friend
        qualify=1

    Mend: write `qualify=yes` (2000 ms), `qualify=no`, or a number of milliseconds.
    """
    yield failure.finding()


@rule("IAX308", "peer-not-registered", category="link", severity="error", since="0.1")
def peer_not_registered(failure: Failure) -> Iterator[Diagnostic]:
    """The peer is dynamic, and no server's registration there succeeds.

    A peer with `host=dynamic` has an address only after the other server has registered with its name
    (`chan_iax2.c:update_registry`).  Until then calls to it fail with "Unable to create channel" and cause
    20, subscriber absent.  Nothing is said of a peer that is meant for none of the servers given: it may be
    a telephone, and registers when it is switched on.  Nor where the other server does register and is refused,
    for that has a finding of its own, at the `register` line.

    Example:
        [bar]
        type=friend
        host=dynamic

    Mend: add a `register =>` line to the other server's `[general]`, or give the peer a fixed `host`.
    """
    if failure.partner and not _is_refused(failure):
        yield failure.finding()


def _is_refused(failure: Failure) -> bool:
    """Whether a registration fails that would give the peer its address."""
    from iaxlint.call.register import arrivals_at, registrations_of

    call, fleet = failure.call, failure.fleet
    if call is None or call.peer is None:
        return False
    if arrivals_at(fleet, call.caller, call.peer.name):
        return True
    return any(
        arrival.target in (None, call.caller)
        and (arrival.registration.username == call.peer.name or arrival.failure.rule == "register-unknown-peer")
        for arrival in registrations_of(fleet, fleet.by_name[failure.partner])
        if arrival.failure is not None
    )


@rule("IAX309", "host-unresolvable", category="link", severity="error", since="0.1", fix="safe")
def host_unresolvable(failure: Failure) -> Iterator[Diagnostic]:
    """The peer's `host` is not an address, and not a name that any resolver can know.

    An address with an octet above 255 is taken for a host name, and asked for in vain (`main/acl.c:ast_get_ip`).

    Example:
        [bar]
        type=friend
        host=192.168.2.333

    Mend: write the address or the host name of the other server.
    """
    yield failure.finding()


@rule("IAX310", "port-zero", category="link", severity="error", since="0.1", fix="safe")
def port_zero(failure: Failure) -> Iterator[Diagnostic]:
    """The call goes to port 0, where nothing can listen.

    `defaultip` gives the default address of a dynamic peer the port that was set before it, which is
    none unless `host=dynamic` stood above; only a `port` line below it helps (`chan_iax2.c:build_peer`).

    Example:
        [bar]
        type=friend
        defaultip=192.168.2.3

    Mend: write `port=4569` below `defaultip`.
    """
    yield failure.finding()


@rule("IAX311", "no-socket", category="link", severity="error", since="0.1")
def no_socket(failure: Failure) -> Iterator[Diagnostic]:
    """The caller can open none of its sockets, so no packet leaves it.

    An address in `bindaddr` that the server does not have is tried twice, then `chan_iax2.c:set_config`
    logs "Unable to create network socket" and goes on without one.

    Example:
        [general]
        bindaddr=10.9.9.9

    Mend: bind to 0.0.0.0, or to an address that the server has.
    """
    yield failure.finding()


@rule("IAX312", "socket-cannot-reach", category="link", severity="error", since="0.1")
def socket_cannot_reach(failure: Failure) -> Iterator[Diagnostic]:
    """The caller sends from an address from which the partner can't be reached.

    Calls leave through the socket at the peer's `sourceaddress`, or else through the first that could be bound
    (`defaultsockfd` in `chan_iax2.c`).  One that is bound to 127.0.0.1 reaches only the machine itself, and one of
    IPv4 reaches no IPv6 address.

    Example:
        [general]
        bindaddr=127.0.0.1

    Mend: let the first `bindaddr` be 0.0.0.0, or an address that reaches the other server; leave `sourceaddress`
    out, or let it be such an address.
    """
    yield failure.finding()
