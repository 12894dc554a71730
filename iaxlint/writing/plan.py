"""What is to be written: which servers there are, where they are, and between which of them trunks run."""

from __future__ import annotations

from iaxlint.errors import InputError
from iaxlint.model.address import DEFAULT_PORT, never_resolves, parse_numeric, split_host_port
from iaxlint.model.codec import AUDIO, BITS, CODECS
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from iaxlint.model.address import Address
    from iaxlint.model.version import Version

LONGEST_NAME = 60
"""`from-NAME` has to fit into the 79 bytes of a context's name (`AST_MAX_CONTEXT`)."""

RESERVED = frozenset(("general", "globals", "default", "guest", "callnumberlimits"))
"""Names that mean something else in `iax.conf` or in `extensions.conf`."""

SECRET_LENGTH = 32
"""Letters and digits, about 190 bits; at most 79 bytes are sent."""


@record
class Site:
    """One server to be."""

    name: str
    hosts: tuple[str, ...]
    """Its addresses and host names, the one that others call first; may be empty where it registers."""
    port: int
    dynamic: bool
    """Whether it registers at the others, because its address changes."""
    numbers: str
    """The pattern of its extensions, such as `1XX`."""

    @property
    def numeric(self) -> list[Address]:
        """Those of its hosts that are addresses."""
        return [address for address in map(parse_numeric, self.hosts) if address is not None]

    @property
    def families(self) -> frozenset[int]:
        """4, 6, both, or none where only names are known."""
        return frozenset(address.unmapped[0] for address in self.numeric)

    @property
    def first_number(self) -> str:
        """A number of its own, for examples."""
        return self.numbers.replace("X", "0")


@record
class Trunk:
    """A trunk between two servers; never one where both are dynamic."""

    ends: tuple[Site, Site]
    secret: str

    def far(self, site: Site) -> Site:
        """The other end."""
        return self.ends[1] if self.ends[0] is site else self.ends[0]


@record
class Plan:
    """All that is to be written."""

    sites: list[Site]
    trunks: list[Trunk]
    hub: Site | None
    """The server that passes calls on between the others."""
    codecs: tuple[str, ...]
    rsa: bool
    version: Version

    def trunks_of(self, site: Site) -> list[Trunk]:
        """The trunks that end at a server."""
        return [trunk for trunk in self.trunks if site in trunk.ends]

    def reachable(self, site: Site, trunk: Trunk) -> list[Site]:
        """The servers that are called through a trunk: the far end, and behind a hub all the other spokes."""
        far = trunk.far(site)
        behind = [other for other in self.sites if other not in (site, far)] if far is self.hub else []
        return [far, *behind]


@record
class Wishes:
    """What somebody asks for, as the words of a command line say it."""

    names: Sequence[str]
    addresses: Sequence[str]
    """`NAME=HOST[:PORT][,HOST...]`."""
    dynamic: Sequence[str]
    hub: str
    mesh: bool
    codecs: str
    rsa: bool
    version: Version


def make_plan(wishes: Wishes, secret: Callable[[], str]) -> Plan:
    """Check what is asked for, and say what is to be written; `secret` gives a new one for each trunk.

    Raises `InputError` for what can't be done, or what no configuration could express.
    """
    _check_names(wishes.names)
    hosts = _hosts(wishes)
    _known(wishes.dynamic, wishes.names, "--dynamic")
    _known([wishes.hub] if wishes.hub else [], wishes.names, "--hub")
    patterns = _numbers(len(wishes.names))
    sites = [
        Site(name, *hosts.get(name, ((), DEFAULT_PORT)), name in wishes.dynamic, pattern)
        for name, pattern in zip(wishes.names, patterns, strict=True)
    ]
    hub = next((site for site in sites if site.name == wishes.hub), None)
    pairs = _pairs(sites, hub, mesh=wishes.mesh)
    _check_places(sites, pairs, wishes)
    return Plan(
        sites=sites,
        trunks=[Trunk(pair, secret()) for pair in pairs],
        hub=hub,
        codecs=_codecs(wishes),
        rsa=wishes.rsa,
        version=wishes.version,
    )


def new_secret() -> str:
    """A secret that nobody guesses, of signs that mean nothing in a configuration, a dial string or a register line."""
    import secrets
    import string

    signs = string.ascii_letters + string.digits
    return "".join([secrets.choice(signs) for _ in range(SECRET_LENGTH)])


def host_for(site: Site, far: Site, *, register: bool = False) -> str:
    """By which host a server calls the other, or registers there; "" where there is none that it can reach.

    A `register` line is cut at each colon, so that no IPv6 address can stand in it (`chan_iax2.c:iax2_register`).
    """
    families = frozenset((4,)) if register else site.families
    for host in far.hosts:
        address = parse_numeric(host)
        if address is None or not families or address.unmapped[0] in families:
            return host
    return ""


def _check_names(names: Sequence[str]) -> None:
    if len(names) < 2:
        given = f"{names[0]} alone has nobody to call" if names else "no server is named"
        raise InputError(
            f"new writes two servers or more, and {given}: iaxlint new foo bar --address foo=192.0.2.1 ..."
        )
    for name in names:
        problem = name_problem(name)
        if problem:
            raise InputError(f"{name!r} can't be a server's name here: {problem}")
    folded = [name.lower() for name in names]
    for name in names:
        if folded.count(name.lower()) > 1:
            raise InputError(f"two servers are called {name} (upper and lower case are not enough of a difference)")


def name_problem(name: str) -> str:
    """Why a name can't be that of a server, a folder, a section and a part of dial strings at once; or ""."""
    if name.lower() in RESERVED:
        return "Asterisk gives it a meaning of its own"
    if len(name) > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} letters"
    signs = name.replace("-", "").replace("_", "").replace(".", "")
    if not signs.isascii() or not signs.isalnum() or not name[0].isalpha():
        return "it begins with a letter, and is made of letters, digits, `-`, `_` and `.`"
    return ""


def _known(given: Iterable[str], names: Sequence[str], option: str) -> None:
    for name in given:
        if name not in names:
            from iaxlint.suggest import did_you_mean

            hint = did_you_mean(name, names)
            raise InputError(f"{option} {name}: that is none of the servers {', '.join(names)}{hint}")


def _hosts(wishes: Wishes) -> Mapping[str, tuple[tuple[str, ...], int]]:
    """The hosts and the port of each server that has any."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for text in wishes.addresses:
        name, equal, places = text.partition("=")
        if not equal or not places:
            raise InputError(f"--address {text}: write --address NAME=ADDRESS, as in --address foo=192.0.2.1")
        _known([name], wishes.names, "--address")
        if name in found:
            raise InputError(f"--address {name} is given twice; write --address {name}=ONE,OTHER")
        hosts, ports = zip(*(_host(name, place) for place in places.split(",")), strict=True)
        given = {port for port in ports if port is not None}
        if len(given) > 1:
            raise InputError(
                f"--address {name}: a server has one port, and not {' and '.join(map(str, sorted(given)))}"
            )
        found[name] = hosts, given.pop() if given else DEFAULT_PORT
    return found


def _host(name: str, place: str) -> tuple[str, int | None]:
    """Host and port of one place."""
    host, port = split_host_port(place)
    address = parse_numeric(host)
    if address is None and never_resolves(host):
        raise InputError(f"--address {name}: {host or 'nothing'} is neither an address nor a host name")
    if address is not None and (address.number == 0 or address.unmapped[1] >> 24 == 127 or address.number == 1):
        raise InputError(f"--address {name}: {host} is not where another machine finds it")
    if port is None:
        return (address.host if address else host), None
    if not port.isascii() or not port.isdecimal() or not 1024 <= int(port[:6]) <= 65535:
        raise InputError(f"--address {name}: bindport takes a port from 1024 to 65535, and not {port or 'nothing'}")
    return (address.host if address else host), int(port)


def _numbers(count: int) -> list[str]:
    """A pattern for each server, so that no two have a number in common: `1XX` to `9XX`, else `10XX` to `99XX`, ..."""
    first = 1
    while 9 * first < count:
        first *= 10
    return [f"{first + number}XX" for number in range(count)]


def _pairs(sites: Sequence[Site], hub: Site | None, *, mesh: bool) -> list[tuple[Site, Site]]:
    if hub is not None and mesh:
        raise InputError("--hub and --mesh do not go together: with a hub, only it has trunks to the others")
    if hub is not None:
        return [(hub, site) for site in sites if site is not hub]
    if len(sites) > 2 and not mesh:
        raise InputError(
            f"{len(sites)} servers: --hub {sites[0].name} gives each of the others one trunk to {sites[0].name}, "
            "--mesh a trunk to every other"
        )
    return [(one, other) for number, one in enumerate(sites) for other in sites[number + 1 :]]


def _check_places(sites: Sequence[Site], pairs: Sequence[tuple[Site, Site]], wishes: Wishes) -> None:
    """Every server can be found by those that call it."""
    taken: dict[tuple[str, int], Site] = {}
    for site in sites:
        if not site.hosts and not site.dynamic:
            raise InputError(
                f"where is {site.name}? Give --address {site.name}=ADDRESS, or --dynamic {site.name} if it changes"
            )
        if 6 in site.families and not wishes.version.has("ipv6"):
            raise InputError(
                f"--address {site.name}: Asterisk {wishes.version} knows no IPv6 in IAX2; 12 was the first"
            )
        for host in site.hosts:
            other = taken.setdefault((host.lower(), site.port), site)
            if other is not site:
                raise InputError(f"{other.name} and {site.name} can't both be at {host}, port {site.port}")
    for one, other in pairs:
        if one.dynamic and other.dynamic:
            raise InputError(f"{one.name} and {other.name} are both dynamic: neither can find the other")
        for site, far in ((one, other), (other, one)):
            if far.dynamic:
                continue
            if not host_for(site, far):
                kinds = {frozenset((4,)): "IPv4", frozenset((6,)): "IPv6"}
                mine, theirs = kinds.get(site.families, "both"), kinds.get(far.families, "both")
                raise InputError(
                    f"{site.name} has only {mine} and {far.name} only {theirs}: they can't reach each other"
                )
            if site.dynamic and not host_for(site, far, register=True):
                raise InputError(
                    f"{site.name} can't register at {far.name}: an IPv6 address can't stand in a register line; "
                    f"put a host name before it: --address {far.name}=NAME,{far.hosts[0]}"
                )


def _codecs(wishes: Wishes) -> tuple[str, ...]:
    """The codecs, best liked first; those that this version has and IAX2 carries."""
    known = [
        name
        for name, bit, kind, first, last in CODECS
        if bit is not None and kind == "audio" and wishes.version.within(first, last)
    ]
    chosen = tuple(dict.fromkeys(word.strip().lower() for word in wishes.codecs.split(",")))
    for name in chosen:
        if name not in known:
            from iaxlint.suggest import did_you_mean

            why = "IAX2 carries no such codec" if name not in BITS or not BITS[name] & AUDIO else "too young for it"
            hint = did_you_mean(name, known) or f"; there are {', '.join(sorted(known))}"
            raise InputError(f"--codecs: {name or 'nothing'} is no codec for Asterisk {wishes.version}: {why}{hint}")
    return chosen
