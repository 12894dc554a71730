"""Why a `register =>` line comes to nothing, and register lines that do harm."""

from __future__ import annotations

from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server
    from iaxlint.rules.failure import Failure


@rule("IAX401", "register-host-unresolvable", category="registration", severity="error", since="0.1")
def register_host_unresolvable(failure: Failure) -> Iterator[Diagnostic]:
    """The host of a register line is no address and no host name; a peer's name is not one either.

    `chan_iax2.c:iax2_append_register` asks the resolver for what stands behind the `@`, and never looks
    among the peers.

    Example:
        register => bar:K9fw-x2Tp-71nd@foo-peer

    Mend: write the address of the server to register at.
    """
    yield failure.finding()


@rule("IAX402", "register-no-socket", category="registration", severity="error", since="0.1")
def register_no_socket(failure: Failure) -> Iterator[Diagnostic]:
    """No socket of the server reaches the place where it should register.

    Registrations leave through the first socket that could be bound; one at 127.0.0.1 reaches no other
    machine.

    Example:
        bindaddr=127.0.0.1

    Mend: let the first `bindaddr` be 0.0.0.0, or an address that reaches the other server.
    """
    yield failure.finding()


@rule("IAX403", "register-not-listening", category="registration", severity="error", since="0.1", fix="safe")
def register_not_listening(failure: Failure) -> Iterator[Diagnostic]:
    """The other server does not listen where the register line sends to.

    The registration is tried again and again, and stays in the state "Request Sent" or "Timeout".

    Example:
        register => bar:K9fw-x2Tp-71nd@192.168.1.2:4570

    Mend: register at an address and port of the other server's `bindaddr` and `bindport`.
    """
    yield failure.finding()


@rule("IAX404", "register-unknown-peer", category="registration", severity="error", since="0.1", fix="safe")
def register_unknown_peer(failure: Failure) -> Iterator[Diagnostic]:
    """The other server has no peer of the name that is registered.

    Only a section of type peer or friend can be registered; of a name that is none it says "No
    registration for peer" and refuses (`chan_iax2.c:register_verify`).

    Example:
        register => baz:K9fw-x2Tp-71nd@192.168.1.2

    Mend: register with the name of a dynamic peer of the other server.
    """
    yield failure.finding()


@rule("IAX405", "register-not-dynamic", category="registration", severity="error", since="0.1", fix="unsafe")
def register_not_dynamic(failure: Failure) -> Iterator[Diagnostic]:
    """The peer that is registered has a fixed address.

    `chan_iax2.c:register_verify` refuses a registration for a peer without `host=dynamic`: "Peer 'bar' is
    not dynamic".  Calls need no registration then, so the register line does nothing but fill the logs.

    Example:
        register => bar:K9fw-x2Tp-71nd@192.168.1.2

    Mend: delete the register line, or write `host=dynamic` in the peer.
    """
    yield failure.finding()


@rule("IAX406", "register-access-denied", category="registration", severity="error", since="0.1", fix="safe")
def register_access_denied(failure: Failure) -> Iterator[Diagnostic]:
    """The access list of the peer refuses the address that the registration comes from.

    In a peer, `permit` and `deny` guard its registration and nothing else (`chan_iax2.c:register_verify`).

    Example:
        [bar]
        type=friend
        host=dynamic
        deny=0.0.0.0/0

    Mend: add a `permit` with the registering server's address below the `deny`.
    """
    yield failure.finding()


@rule("IAX407", "register-secret-missing", category="registration", severity="error", since="0.1", fix="safe")
def register_secret_missing(failure: Failure) -> Iterator[Diagnostic]:
    """The other server asks for a secret, and the register line holds none.

    The registration ends in the state "No Authentication" (`chan_iax2.c:registry_authrequest`).

    Example:
        register => bar@192.168.1.2

    Mend: write `register => name:secret@host`, with the secret of the peer over there.
    """
    yield failure.finding()


@rule("IAX408", "register-auth-mismatch", category="registration", severity="error", since="0.1")
def register_auth_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The peer that is registered takes a kind of proof that the register line can't give.

    `auth` of the peer says what it takes: md5 and plaintext need a secret in the register line, rsa needs
    `name:[key]` (`chan_iax2.c:registry_authrequest`).

    Example:
        [bar]
        type=peer
        host=dynamic
        auth=rsa

    Mend: let `auth` of the peer name what the register line has.
    """
    yield failure.finding()


@rule("IAX409", "register-secret-mismatch", category="registration", severity="error", since="0.1", fix="unsafe")
def register_secret_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The secret of a register line is not one that the peer at the other server accepts.

    Registrations are checked against the peer's last `secret`, each part between two `;`
    (`chan_iax2.c:register_verify`); `dbsecret` plays no part.  The other server refuses with "Registration
    Refused", and calls to the peer find no address.

    Example:
        register => bar:stale-and-different@192.168.1.2

    Mend: give the register line and the peer the same secret, without `@` and `:` in it.
    """
    yield failure.finding()


@rule("IAX410", "register-invalid", category="registration", severity="error", since="0.1")
def register_invalid(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A register line can't be read, and nothing is registered.

    `chan_iax2.c:iax2_register` reads `user[:secret]@host[:port]`.  It cuts at the first `@` and then at each
    `:`, so that a secret with one of them, or an IPv6 address, falls apart.

    Example:
        register => foo:K9fw-x2Tp-71nd

    Mend: write `register => user:secret@host`, with no `@` and no `:` in the secret.
    """
    yield about_line(
        server,
        complaint.section,
        complaint.variable,
        f"{server.name} can't read this line as user[:secret]@host[:port], and registers nothing",
        "write register => user:secret@host, with no @ and no : in the secret",
    )


@rule("IAX411", "register-secret-cut", category="registration", severity="warning", since="0.1")
def register_secret_cut(server: Server) -> Iterator[Diagnostic]:
    """The secret of a register line has an `@` or a `:` in it, and is cut there.

    `chan_iax2.c:iax2_register` cuts the line at the first `@`, and what stands before it at each `:`; what
    comes after the second `:` is not sent, and an `@` in the secret makes its end the host.

    Example:
        register => bar:K9fw:x2Tp-71nd@192.168.1.2

    Mend: use a secret without `@` and `:`.
    """
    for registration in server.iax.registrations:
        line = registration.variable
        if line.name.lower() != "register":
            continue
        credentials, _, rest = line.value.partition("@")
        if credentials.count(":") > 1 or "@" in rest:
            yield about_line(
                server,
                "general",
                line,
                f"{server.name} cuts this line at each : and @: what it registers with is not the secret as it stands",
                "use a secret without @ and :",
            )


@rule("IAX412", "register-name-shared", category="registration", severity="warning", since="0.1")
def register_name_shared(fleet: Fleet) -> Iterator[Diagnostic]:
    """Two servers register with one name at the same server, and take each other's calls.

    A dynamic peer has one address, that of the registration that came last (`chan_iax2.c:update_registry`);
    calls go now to the one, now to the other.

    Example:
        register => node:K9fw-x2Tp-71nd@192.168.1.2

    Mend: give each server a section of its own over there.
    """
    from iaxlint.call.register import registered, registrations_of

    servers: dict[tuple[str, str], list[Server]] = {}
    for server in fleet.servers:
        for key in dict.fromkeys(fleet.ask(registered, server)):
            servers.setdefault(key, []).append(server)
    sharing = {server.name: server for many in servers.values() if len(many) > 1 for server in many}
    first: dict[tuple[str, str], Server] = {}
    lines: dict[tuple[str, str], Variable] = {}
    arrivals = (
        arrival for server in fleet.servers if server.name in sharing for arrival in registrations_of(fleet, server)
    )
    for arrival in arrivals:
        if arrival.target is None or arrival.verdict == "fails":
            continue
        name = arrival.registration.username
        key = (arrival.target.name, name)
        other = first.setdefault(key, arrival.server)
        line = arrival.registration.variable
        earlier = lines.setdefault(key, line)
        if other is not arrival.server:
            found = about_line(
                arrival.server,
                "general",
                line,
                f"{arrival.server.name} and {other.name} both register at {arrival.target.name} as {name}: "
                "calls there go to the one that came last",
                f"give each of them a section of its own on {arrival.target.name}",
                (line_of(other, earlier, f"{other.name} registers as {name} too"),),
            )
            found.partner = arrival.target.name
            yield found
