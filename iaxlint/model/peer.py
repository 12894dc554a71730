"""Peers: whom calls and registrations go to or come from (`chan_iax2.c:build_peer`)."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessList
    from iaxlint.model.address import Address
    from iaxlint.model.codec import Codecs


@record
class Peer:
    """A section of `type=peer` or `friend`; several of one name are one peer."""

    name: str
    categories: list[Category]
    """The sections that it was made of, in order; `[general]` of users.conf first where it took part."""
    username: str
    """What it calls and registers itself as at the other end."""
    secret: str
    """The last `secret` line's."""
    dbsecret: str
    inkeys: str
    outkey: str
    auth: int
    """A mask of `auth.PLAINTEXT`, `auth.MD5` and `auth.RSA`; matters for registrations that come in."""
    encryption: bool
    force_encryption: bool
    codecs: Codecs
    host: str
    """The last `host` line's value, `dynamic` included; empty when there is none."""
    dynamic: bool
    address: Address | None
    """Where calls go, with the port as the order of `host` and `port` makes it; None when it is dynamic and
    waits for a registration, when there is no `host`, or when `host` is a name (see `resolve`)."""
    resolve: str
    """The host name that must be resolved to get the address; else empty."""
    port: int
    """The port that goes with `resolve` (unless an SRV record gives another) or with `address`."""
    default: Address | None
    """Of `defaultip`, with the port that `port` lines below or above leave it (0: calls go to port 0)."""
    default_resolve: str
    """The host name of `defaultip`, where it is one."""
    access: AccessList
    """Checked for registrations only."""
    context: str
    peercontext: str
    """The context that calls ask for."""
    regexten: str
    trunk: bool
    qualify_ms: int
    """0: not watched."""
    qualify_freq_ok_ms: int
    qualify_freq_notok_ms: int
    smoothing: bool
    max_call_numbers: int
    """0: as `[general]` says."""
    calltoken: str
    """`default`, `no`, `auto` or `yes`; matters for registrations that come in."""
    source_address: str
    transfer: str
    sendani: bool
    decided: dict[str, list[Variable]]
    """Every line of its sections by option name in lower case, in order, whether a peer reads it or not."""


@record
class Dropped:
    """A peer that Asterisk throws away while it reads the section."""

    name: str
    categories: list[Category]
    variable: Variable
    """The `host` or `defaultip` line that it could not use."""
    problem: str
    """In the words of Asterisk's log."""
