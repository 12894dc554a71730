"""Peers: whom calls and registrations go to or come from (`chan_iax2.c:build_peer`)."""

from __future__ import annotations

from iaxlint.model.account import SHARED, Account, new_account
from iaxlint.model.address import (
    DEFAULT_PORT,
    from_ipv4,
    never_resolves,
    parse_numeric,
    parse_with_port,
    split_host_port,
)
from iaxlint.model.auth import default_methods
from iaxlint.model.callerid import split_callerid
from iaxlint.model.terms import flag, text
from iaxlint.model.value import atoi, parse_unsigned, scan_int, scan_short
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.address import Address
    from iaxlint.model.general import General
    from iaxlint.model.reading import Definition, Reading

    Handlers = dict[str, Callable[["Peer", Variable, Reading], None]]

ANYWHERE = from_ipv4(0, DEFAULT_PORT)
"""Where a peer without a `host` line is."""

QUALIFY_MS = 2000
"""What `qualify=yes` means (`DEFAULT_MAXMS`)."""
QUALIFY_FREQ_OK_MS = 60_000
QUALIFY_FREQ_NOTOK_MS = 10_000


@record
class Peer(Account):
    """A section of `type=peer` or `friend`; several of one name are one peer."""

    username: str = ""
    """What it calls and registers itself as at the other end."""
    secret: str = ""
    """The last `secret` line's."""
    outkey: str = ""
    """Name of the private key that proves who we are."""
    host: str = ""
    """The last `host` line's value, `dynamic` included; empty when there is none."""
    dynamic: bool = False
    address: Address | None = ANYWHERE
    """Where calls go, with the port as the order of `host` and `port` makes it; 0.0.0.0 when there is no `host`.
    None when it is dynamic and waits for a registration, or when `host` is a name (see `resolve`)."""
    resolve: str = ""
    """The host name that must be resolved to get the address; else empty."""
    port: int = DEFAULT_PORT
    """The port that goes with `address` or `resolve`, unless an SRV record gives another."""
    default: Address | None = None
    """Of `defaultip`: where calls go while nobody has registered.  With the port that the order of lines
    leaves it; with 0, calls arrive nowhere."""
    default_resolve: str = ""
    """The host name of `defaultip`, where it is one; if it does not resolve, Asterisk drops the peer."""
    default_port: int = 0
    """The port that goes with `default` or `default_resolve`."""
    context: str = ""
    peercontext: str = ""
    """The context that calls ask for."""
    regexten: str = ""
    qualify_ms: int = 0
    """0: not watched."""
    qualify_freq_ok_ms: int = QUALIFY_FREQ_OK_MS
    qualify_freq_notok_ms: int = QUALIFY_FREQ_NOTOK_MS
    smoothing: bool = False
    max_call_numbers: int = 0
    """0: as `[general]` says; counts once the peer has registered."""
    source_address: str = ""
    sendani: bool = False
    mask: Address | None = None
    """What of its address has to fit where a peer is found by its address; None: all of it."""
    callerid: bool = False
    caller_name: str = ""
    caller_number: str = ""


@record
class Dropped:
    """A peer that Asterisk throws away while it reads the section."""

    name: str
    categories: list[Category]
    variable: Variable
    """The `host` or `defaultip` line that it could not use."""
    problem: str
    """In the words of Asterisk's log, where it logs anything."""


class _UnusableError(Exception):
    """The line on which Asterisk gives a peer up."""


def _host(peer: Peer, variable: Variable, reading: Reading) -> None:
    """Give the peer an address, or none yet; the port goes back to 4569."""
    peer.host = variable.value
    if peer.host.lower() == "dynamic":
        peer.dynamic = True
        if not reading.continued:
            if (peer.address or peer.resolve) and _has_default(peer, reading):
                peer.default_port = peer.port
            peer.address, peer.resolve = None, ""
        return
    peer.dynamic = False
    if not peer.host:
        raise _UnusableError("the host is empty")
    peer.address, peer.port = parse_numeric(peer.host), DEFAULT_PORT
    peer.resolve = "" if peer.address else peer.host
    if peer.resolve and split_host_port(peer.resolve)[1] is not None:
        reading.complain("host-port", "WARNING", f"Port disallowed in {peer.resolve}", variable)


def _port(peer: Peer, variable: Variable, reading: Reading) -> None:
    """Of the address that the lines above gave, or of the default address where the peer is dynamic."""
    if reading.version.has("ipv6"):
        number = parse_unsigned(variable.value, 0, 65535)
        port = DEFAULT_PORT if number is None else number
    else:
        port = atoi(variable.value) & 0xFFFF
    if not peer.dynamic:
        if peer.address or peer.resolve:
            peer.port = port
    elif _has_default(peer, reading):
        peer.default_port = port


def _has_default(peer: Peer, reading: Reading) -> bool:
    """Whether there is a default address to give a port to; up to 11 there is always room for the port."""
    return bool(peer.default or peer.default_resolve) or not reading.version.has("ipv6")


def _default_ip(peer: Peer, variable: Variable, reading: Reading) -> None:
    """A new default address takes over the port of the one before; up to 11 it has none."""
    peer.default = parse_numeric(variable.value)
    peer.default_resolve = "" if peer.default else variable.value
    if peer.default is None and never_resolves(variable.value) and not reading.placeholders.fills(variable.value):
        raise _UnusableError(f"Unable to lookup '{variable.value}'")
    if not reading.version.has("ipv6"):
        peer.default_port = 0


def _mask(peer: Peer, variable: Variable, _: Reading) -> None:
    """What can't be read leaves the mask as it is: at first all zeros, which every address fits."""
    peer.mask = parse_with_port(variable.value) or peer.mask or from_ipv4(0)


def _qualify(peer: Peer, variable: Variable, reading: Reading) -> None:
    word = variable.value.lower()
    number = QUALIFY_MS if word == "yes" else 0 if word == "no" else scan_int(word)
    if number is None:
        message = (
            f"Qualification of peer '{peer.name}' should be 'yes', 'no', or a number of milliseconds "
            f"at line {variable.line} of iax.conf"
        )
        reading.complain("qualify-invalid", "WARNING", message, variable)
    peer.qualify_ms = number or 0


def _qualify_freq_ok(peer: Peer, variable: Variable, reading: Reading) -> None:
    peer.qualify_freq_ok_ms = _read_frequency(peer, variable, reading, peer.qualify_freq_ok_ms, "when OK should")


def _qualify_freq_notok(peer: Peer, variable: Variable, reading: Reading) -> None:
    peer.qualify_freq_notok_ms = _read_frequency(
        peer, variable, reading, peer.qualify_freq_notok_ms, "when NOT OK should be"
    )


def _read_frequency(peer: Peer, variable: Variable, reading: Reading, before: int, words: str) -> int:
    number = scan_int(variable.value)
    if number is not None:
        return number
    message = (
        f"Qualification testing frequency of peer '{peer.name}' {words} a number of milliseconds "
        f"at line {variable.line} of iax.conf"
    )
    reading.complain("qualify-invalid", "WARNING", message, variable)
    return before


def _max_call_numbers(peer: Peer, variable: Variable, reading: Reading) -> None:
    number = scan_short(variable.value)
    if number is None:
        message = (
            f"maxcallnumbers must be set to a valid number. {variable.value} is not valid at line {variable.line}."
        )
        reading.complain("number-invalid", "WARNING", message, variable)
    else:
        peer.max_call_numbers = number


def _callerid(peer: Peer, variable: Variable, _: Reading) -> None:
    peer.caller_name, peer.caller_number = split_callerid(variable.value)
    peer.callerid = True


def _caller_name(peer: Peer, variable: Variable, _: Reading) -> None:
    peer.caller_name, peer.callerid = variable.value, True


def _caller_number(peer: Peer, variable: Variable, _: Reading) -> None:
    peer.caller_number, peer.callerid = variable.value, True


HANDLERS: Handlers = {
    **SHARED,
    "host": _host,
    "port": _port,
    "defaultip": _default_ip,
    "username": text("username"),
    "secret": text("secret"),
    "outkey": text("outkey"),
    "context": text("context"),
    "peercontext": text("peercontext"),
    "regexten": text("regexten"),
    "sourceaddress": text("source_address"),
    "mask": _mask,
    "sendani": flag("sendani"),
    "qualify": _qualify,
    "qualifysmoothing": flag("smoothing"),
    "qualifyfreqok": _qualify_freq_ok,
    "qualifyfreqnotok": _qualify_freq_notok,
    "maxcallnumbers": _max_call_numbers,
    "callerid": _callerid,
    "fullname": _caller_name,
    "cid_number": _caller_number,
}
"""What is done with a line, by its option's name in lower case."""

WHEREABOUTS: Handlers = {option: HANDLERS[option] for option in ("host", "port", "defaultip", "username")}
"""Those of the lines that say where a peer is, and whether Asterisk gives it up."""


def build_peer(
    definition: Definition, earlier: Peer | None, general: General, reading: Reading, handlers: Handlers = HANDLERS
) -> Peer | Dropped:
    """Read a section; `earlier` is the peer of the same name that sections before it made.

    A peer that Asterisk gives up takes the earlier one with it.
    """
    reading.section, reading.continued = definition.name, earlier is not None
    if earlier is None:
        peer = new_account(Peer, definition, general)
    else:
        peer = earlier
        peer.add(definition)
    for option, variable in definition.lines:
        handler = handlers.get(option)
        if handler is not None:
            try:
                handler(peer, variable, reading)
            except _UnusableError as unusable:
                return Dropped(peer.name, peer.categories, variable, str(unusable))
    if peer.address is not None and peer.address.port != peer.port:
        peer.address = peer.address.with_port(peer.port)
    if peer.default is not None:
        peer.default = peer.default.with_port(peer.default_port)
    if not peer.auth:
        peer.auth = default_methods(reading.version)
    return peer
