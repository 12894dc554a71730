"""Addresses, ports and sockets: what `chan_iax2` can't use, or uses otherwise than it looks."""

from __future__ import annotations

from iaxlint.model.address import split_host_port
from iaxlint.model.value import parse_unsigned
from iaxlint.rules.finding import about_line, about_section, line_of
from iaxlint.rules.mending import delete, move_above, move_below, unsafe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server


@rule("IAX140", "bindaddr-invalid", category="option", severity="warning", since="0.1")
def bindaddr_invalid(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A `bindaddr` is no address, and Asterisk listens on all of its addresses.

    `chan_iax2.c:set_config` takes numbers only, no host names.  It warns, and where no other `bindaddr` gave
    it a socket it binds to 0.0.0.0, which may open the port on networks that were to be kept out.

    Example:
        [general]
        bindaddr=foo.example.net

    Mend: write an address, as in `bindaddr=192.168.1.2`.
    """
    bindings = server.iax.general.bindings
    instead = ", ".join(str(binding.address) for binding in bindings)
    yield about_line(
        server,
        "general",
        complaint.variable,
        f"bindaddr={complaint.variable.value} is no address: {server.name} listens at {instead} instead",
        "write an address in numbers",
    )


@rule("IAX141", "bindport-below-bindaddr", category="option", severity="warning", since="0.1", fix="unsafe")
def bindport_below_bindaddr(server: Server) -> Iterator[Diagnostic]:
    """`bindport` stands below `bindaddr`, and has no effect on it.

    A `bindaddr` opens its socket at once, with the port that the lines above it have set, or with 4569
    (`chan_iax2.c:set_config`).

    Example:
        [general]
        bindaddr=0.0.0.0
        bindport=4570

    Mend: put `bindport` above `bindaddr`, or write `bindaddr=0.0.0.0:4570`.
    """
    general = server.iax.general
    lines = general.decided.get("bindport")
    if not lines:
        return
    for binding in general.bindings:
        line = binding.variable
        if line is not None and binding.address.port != general.port and not split_host_port(line.value)[1]:
            yield about_line(
                server,
                "general",
                lines[-1],
                f"bindport={lines[-1].value} stands below bindaddr={line.value}: {server.name} listens at "
                f"{binding.address}, not at port {general.port}",
                "put bindport above bindaddr",
                (line_of(server, line, "the socket is opened here"),),
                unsafe("put bindport above bindaddr", move_above(lines[-1], line)),
            )


@rule("IAX142", "port-above-host", category="option", severity="warning", since="0.1", fix="unsafe")
def port_above_host(server: Server) -> Iterator[Diagnostic]:
    """`port` stands above `host`, which sets it back to 4569.

    `host` gives the peer a new address, port included; `port` counts below it only
    (`chan_iax2.c:build_peer`).

    Example:
        [bar]
        type=friend
        port=4570
        host=192.168.2.3

    Mend: put `port` below `host`.
    """
    for name, peer in server.iax.peers.items():
        lines = peer.decided.get("port")
        if not lines or peer.dynamic or "host" not in peer.decided:
            continue
        wanted = parse_unsigned(lines[-1].value, 0, 65535)
        if wanted is not None and wanted != peer.port:
            host = peer.decided["host"][-1]
            yield about_line(
                server,
                name,
                lines[-1],
                f"port={wanted} stands above host: calls to [{name}] go to port {peer.port}",
                "put port below host",
                (line_of(server, host, "sets the port back"),),
                unsafe("put port below host", move_below(lines[-1], host)),
            )


@rule("IAX145", "address-shared", category="option", severity="warning", since="0.1")
def address_shared(fleet: Fleet) -> Iterator[Diagnostic]:
    """Two servers are said to listen at one address and port.

    The settings give both the same address, and their `bindaddr` and `bindport` name the same port: calls meant
    for one may be judged by the other.

    Example:
        [general]
        bindport=4569

    Mend: correct `addresses` in `iaxlint.toml`, or give one of them another `bindport`.
    """
    reported: set[tuple[str, str]] = set()
    for (_, _, port), (first, *others) in fleet.doors.items():
        for other in others:
            category, pair = other.iax.general.category, (first.name, other.name)
            if category is None or pair in reported or not _may_be_mixed_up(fleet, first, other):
                continue
            reported.add(pair)
            lines = other.iax.general.decided.get("bindport")
            found = about_section(
                other,
                category,
                f"{other.name} and {first.name} are both said to listen at {_shared(fleet, first, other)}, port {port}",
                "correct addresses in iaxlint.toml, or give one of them another bindport",
                tuple(line_of(other, line, "the port of " + other.name) for line in (lines or [])[-1:]),
            )
            found.partner = first.name
            yield found


def _may_be_mixed_up(fleet: Fleet, one: Server, other: Server) -> bool:
    """Whether the settings place both, and not each behind a NAT of its own."""
    told = one.name not in fleet.claims and other.name not in fleet.claims
    apart = one.name in fleet.publics and other.name in fleet.publics and not fleet.behind_one(one, other)
    return told and not apart


def _shared(fleet: Fleet, one: Server, other: Server) -> str:
    """The address, or else the host name, that two servers share."""
    mine = {address.unmapped for address in fleet.places(one)}
    found = next((address.host for address in fleet.places(other) if address.unmapped in mine), "")
    return found or next(
        (text for text in (*other.addresses, *other.public) if text in (*one.addresses, *one.public)), ""
    )


@rule("IAX143", "peer-unusable", category="option", severity="error", since="0.1")
def peer_unusable(server: Server) -> Iterator[Diagnostic]:
    """The peer is thrown away while `iax.conf` is read, because its `host` or `defaultip` can't be used.

    `chan_iax2.c:build_peer` gives up the whole peer where `host` is empty, or where nobody knows the name in
    `defaultip`.  Calls to it end with "No such host", as if the section were not there; as a user, a friend
    goes on to take calls.

    Example:
        [bar]
        type=friend
        host=

    Mend: give `host` an address, or `dynamic`.
    """
    for dropped in server.iax.dropped:
        yield about_line(
            server,
            dropped.name,
            dropped.variable,
            f"{server.name} throws the peer [{dropped.name}] away, because it can't use this line: "
            f"no call through it is placed",
            "give host= an address, or dynamic",
        )


@rule("IAX144", "calltokenoptional-invalid", category="option", severity="error", since="0.1", fix="unsafe")
def calltokenoptional_invalid(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A `calltokenoptional` that can't be read keeps the whole module from loading.

    `chan_iax2.c:set_config` returns at that line, and the module declines to load: no socket, no user, no
    peer.  On a reload the old sections stay, and no `register` line is renewed.

    Example:
        [general]
        calltokenoptional=anywhere

    Mend: write an address with a mask, as in `192.168.2.0/255.255.255.0`.
    """
    yield about_line(
        server,
        "general",
        complaint.variable,
        f"{server.name} can't read this range, and so does not load IAX2 at all: it neither places nor takes a call",
        "write an address with a mask, one on each line",
        fixes=unsafe("delete the line, so that everybody needs a call token", delete(complaint.variable)),
    )


@rule("IAX147", "host-name-frozen", category="option", severity="info", since="0.1")
def host_name_frozen(server: Server) -> Iterator[Diagnostic]:
    """A `host` is a name, which is looked up once and never again.

    Asterisk asks DNS while it reads `iax.conf`.  Only where `dnsmgr.conf` says `enable=yes` does it ask again
    from time to time (`main/dnsmgr.c`); otherwise a partner whose address changes is called at the old one until
    the next reload.

    Example:
        [bar]
        type=friend
        host=bar.example.net

    Mend: write `enable=yes` into `[general]` of `dnsmgr.conf`, or an address into `host`.
    """
    named = [peer for peer in server.iax.peers.values() if peer.resolve]
    if not named or not _dnsmgr_is_off(server):
        return
    more = f", like {len(named) - 1} more" if len(named) > 1 else ""
    yield about_line(
        server,
        named[0].name,
        named[0].decided["host"][-1],
        f"{server.name} looks {named[0].resolve} up only while it loads{more}: its dnsmgr.conf is not switched on",
        "write enable=yes into [general] of dnsmgr.conf",
        tuple(line_of(server, peer.decided["host"][-1], "another name") for peer in named[1:]),
    )


def _dnsmgr_is_off(server: Server) -> bool:
    """Whether `dnsmgr.conf` is there, and does not switch it on; where it is not there, nothing is known."""
    from iaxlint.loader import load
    from iaxlint.model.value import is_true

    config = load(server.folder, "dnsmgr.conf", server.version.number)
    if config is None or not config.valid or config.opaque:
        return False
    sections = config.categories_named("general")
    lines = [line for line in sections[0].variables if line.name.lower() == "enable"] if sections else []
    return not (lines and is_true(lines[-1].value))
