"""What mirrors what: each option of the caller's section beside the callee's that says the same of it.

Whether two of them fit is what the steps of the simulated call say (`iaxlint.call.trunk`); what should stand there
instead is computed from the other end.
"""

from __future__ import annotations

from iaxlint.call.authentication import agree_to_encrypt
from iaxlint.record import record
from iaxlint.report.mask import HIDDEN, mask_value
from iaxlint.report.sections import ALLOW, auth_names, codec_names, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaxlint.call.call import Step
    from iaxlint.call.trunk import Trunk, Way
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.account import Account
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.reading import Decided
    from iaxlint.model.user import User

THERE, BACK, BOTH = "→", "←", "↔"
"""Which calls a row is about: those from left to right, those from right to left, or both."""


@record
class Side:
    """What one end says."""

    option: str
    value: str
    lines: list[Variable]
    expected: str = ""
    """What it should be, where the other end tells."""


@record
class Row:
    """Two options that mirror each other, or should."""

    left: Side
    right: Side
    mirrors: bool | None
    """None where nothing is to be mirrored, or no file can tell."""
    severity: str = ""
    """Of what is off: `error` where calls fail for it, `warning` where they are not what was meant, `info` where
    the ends differ and the calls do not mind; else empty."""
    help: str = ""
    """How to mend it."""
    rule: str = ""
    """The name of the rule that reports it."""
    calls: str = THERE

    def turned(self) -> Row:
        """The same, seen from the other end."""
        return Row(self.right, self.left, self.mirrors, self.severity, self.help, self.rule, BACK)

    def same(self, other: Row) -> bool:
        """Whether two rows say the same, so that one is enough."""
        return self.key == other.key

    @property
    def key(self) -> object:
        """All that is seen of it, but for whose calls it is about."""
        sides = [(s.option, s.value, s.expected, [id(line.node) for line in s.lines]) for s in (self.left, self.right)]
        return sides, self.mirrors, self.severity


def way_rows(fleet: Fleet, way: Way, *, show_secrets: bool = False) -> list[Row]:
    """One direction, the caller on the left."""
    made = [row for make in MIRRORS if (row := make(fleet, way)) is not None]
    rows = [row for row in made if row.left.value or row.right.value or row.severity]
    for row in rows:
        for side in (row.left, row.right):
            side.expected = mask_value(side.option, side.expected) if row.mirrors is False else ""
            if not show_secrets:
                side.value = _masked(side)
    return rows


def trunk_rows(fleet: Fleet, trunk: Trunk, *, show_secrets: bool = False) -> list[Row]:
    """Both directions of a trunk between two sections, the left server on the left; what is the same in both, once."""
    there = way_rows(fleet, trunk.there, show_secrets=show_secrets) if trunk.there else []
    back = [row.turned() for row in way_rows(fleet, trunk.back, show_secrets=show_secrets)] if trunk.back else []
    kinds = {kind: number for number, kind in enumerate(KINDS)}

    def place(row: Row) -> int:
        return min(kinds.get(side.option, len(kinds)) for side in (row.left, row.right))

    merged: list[Row] = []
    for row in sorted([*there, *back], key=place):
        twin = next((other for other in merged if other.calls != row.calls and other.same(row)), None)
        if twin is not None and one_pair(trunk):
            twin.calls = BOTH
        else:
            merged.append(row)
    return merged


def _masked(side: Side) -> str:
    if side.option == "secret" and side.value:
        return HIDDEN
    # a register row is put together without the secret, and would look like a line that must hold one
    return side.value if side.option == "register" else mask_value(side.option, side.value)


def sections(way: Way | None) -> tuple[str, str]:
    """The names of the caller's and the callee's section; empty where there is none."""
    return (way.link.peer.name, way.user.name if way.user else "") if way is not None else ("", "")


def one_pair(trunk: Trunk) -> bool:
    """Whether both ways go between the same two sections."""
    return trunk.there is None or trunk.back is None or sections(trunk.there) == sections(trunk.back)[::-1]


def failing(way: Way, *rules: str) -> Step | None:
    """The step that fails for what one of the rules reports."""
    return next((step for step in way.steps.values() if step.ok is False and step.rule in rules), None)


def _judged(way: Way, left: Side, right: Side, *rules: str, otherwise: bool | None) -> Row:
    """A row that is off if one of the rules reports a step, and is `otherwise` else.

    A step that fails for what another row shows leaves this one open.
    """
    step = failing(way, *rules)
    if step is None:
        return Row(left, right, otherwise or None)
    return Row(left, right, mirrors=False, severity="error", help=step.help, rule=step.rule)


def _ok(way: Way, *names: str) -> bool | None:
    """Whether steps are passed, as far as they were asked."""
    answers = [way.steps[name].ok if name in way.steps else None for name in names]
    return None if None in answers else all(answers)


def _own(section: Peer | User, general: Decided, *options: str) -> list[Variable]:
    """The lines of a section, else of `[general]`."""
    return lines_of(section.decided, *options) or lines_of(general, *options)


def _username(_: Fleet, way: Way) -> Row:
    peer, user = way.link.peer, way.user
    left = Side("username", way.attempt.username, lines_of(peer.decided, "username"), user.name if user else "")
    right = Side("section", f"[{user.name}]" if user else "none", [])
    fits = _ok(way, "user") if left.value else None
    return _judged(way, left, right, "user-unknown", otherwise=fits)


def _host(fleet: Fleet, way: Way) -> Row:
    peer, callee = way.link.peer, way.callee
    if waits(way):
        return _registered(way, Side("host", peer.host, lines_of(peer.decided, "host")))
    option, value = ("defaultip", peer.default.host) if peer.dynamic and peer.default else ("host", peer.host)
    hosts = [address.host for address in _places(fleet, way)]
    left = Side(option, value, lines_of(peer.decided, option), hosts[0] if hosts else "")
    right = Side("address", ", ".join(dict.fromkeys((*hosts, *callee.addresses))), [])
    fits = _ok(way, "address") if failing(way, "not-listening") else _ok(way, "address", "listen")
    return _judged(way, left, right, *NO_PLACE, otherwise=fits)


NO_PLACE = (
    "host-unresolvable", "host-not-partner", "host-behind-nat", "host-is-self", "peer-not-registered", "peer-unusable",
)  # fmt: skip
"""Rules that report a caller's idea of where the callee is."""


def _places(fleet: Fleet, way: Way) -> tuple[Address, ...]:
    """Where the caller finds the callee: behind one public address, or from outside."""
    near = fleet.behind_one(way.link.caller, way.callee)
    return fleet.hosts[way.callee.name] if near else fleet.places(way.callee)


def waits(way: Way) -> bool:
    """Whether the caller learns from a registration, and from nothing else, where the callee is."""
    return way.link.peer.dynamic and (way.link.peer.default is None or bool(way.arrivals))


def _registered(way: Way, left: Side) -> Row:
    """Beside `host=dynamic`, the line with which the callee registers."""
    arrival = next((arrival for arrival in way.arrivals if arrival.server is way.callee), None)
    if arrival is None:
        right = Side("register", "none", [])
        return _judged(way, left, right, *NO_PLACE, otherwise=_ok(way, "address"))
    entry, failure = arrival.registration, arrival.failure
    right = Side("register", f"{entry.username} at {arrival.destination or '?'}", [entry.variable])
    if failure is None:
        return Row(left, right, {"registers": True}.get(arrival.verdict))
    return Row(left, right, False, "error", f"{failure.message}: {failure.help}", failure.rule)


def _port(fleet: Fleet, way: Way) -> Row | None:
    peer, general = way.link.peer, way.callee.iax.general
    if waits(way):
        return None
    ports = list(dict.fromkeys(str(binding.address.port) for binding in general.bindings))
    shown = way.attempt.destination.port if way.attempt.destination else peer.port
    wanted = next((str(place.port) for place in _places(fleet, way) if place.port), next(iter(ports), ""))
    left = Side("port", str(shown), lines_of(peer.decided, "port"), wanted)
    right = Side("bindport", ", ".join(ports), lines_of(general.decided, "bindport"))
    elsewhere = failing(way, "host-unresolvable", "host-not-partner", "host-is-self") is not None
    fits = str(shown) in ports if elsewhere else _ok(way, "listen")
    return _judged(way, left, right, "not-listening", "port-zero", otherwise=fits)


def _access(_: Fleet, way: Way) -> Row | None:
    if way.user is None or not way.user.access:
        return None
    sources = way.attempt.sources
    left = Side("calls from", ", ".join(dict.fromkeys(source.host for source in sources)), [])
    decisive = [found for source in sources if (found := way.user.access.allows(source).variable) is not None]
    lines = decisive or lines_of(way.user.decided, "deny", "permit", "acl")
    right = Side("access list", ", ".join(dict.fromkeys(f"{found.name} {found.value}" for found in lines)), lines)
    return _judged(way, left, right, "access-list-denies", otherwise=_ok(way, "acl"))


def _context(_: Fleet, way: Way) -> Row | None:
    if way.user is None:
        return None
    peer, user, wanted = way.link.peer, way.user, way.attempt.wanted_context
    names = [name for name, _ in user.contexts]
    left = Side("peercontext", wanted, lines_of(peer.decided, "peercontext"), " or ".join(names))
    right = Side("context", ", ".join(names), lines_of(user.decided, "context"))
    fits = _ok(way, "context") if wanted else None
    return _judged(way, left, right, "context-not-permitted", otherwise=fits)


SECRET = ("secret-mismatch", "secret-missing", "encryption-without-secret")
KEYS = ("key-missing", "key-mismatch")
"""Rules that report a proof that does not hold."""


def _secret(_: Fleet, way: Way) -> Row | None:
    peer, user = way.link.peer, way.user
    if user is None or not (way.attempt.secret or user.secret or failing(way, *SECRET)):
        return None
    left = Side("secret", way.attempt.secret, lines_of(peer.decided, "secret"))
    right = Side("secret", user.secret, user.secrets)
    proves = way.attempt.auth in ("md5", "plaintext") or way.attempt.encrypted
    fits = _ok(way, "auth") if proves and left.value and right.value else None
    return _judged(way, left, right, *SECRET, otherwise=fits)


def _keys(_: Fleet, way: Way) -> Row | None:
    peer, user = way.link.peer, way.user
    if user is None or not (way.attempt.key or user.inkeys):
        return None
    left = Side("outkey", way.attempt.key, lines_of(peer.decided, "outkey"))
    right = Side("inkeys", user.inkeys, lines_of(user.decided, "inkeys"))
    fits = _ok(way, "auth") if way.attempt.auth == "rsa" else None
    return _judged(way, left, right, *KEYS, otherwise=fits)


def _auth(_: Fleet, way: Way) -> Row | None:
    peer, user = way.link.peer, way.user
    if user is None:
        return None
    asks = bool(user.secret or user.inkeys or user.dbsecret)
    asked = auth_names(user.auth) if asks else []
    right = Side("auth", ", ".join(asked) or "nothing asked", _own(user, way.callee.iax.general.decided, "auth"))
    proof = failing(way, *SECRET, *KEYS)
    fits = (proof is not None or _ok(way, "auth")) if asks else None
    if peer.name not in way.link.caller.iax.users:
        answers = [*(["plaintext", "md5"] if way.attempt.secret else []), *(["rsa"] if way.attempt.key else [])]
        left = Side("can answer", ", ".join(answers), [])
        return _judged(way, left, right, "auth-method-mismatch", otherwise=fits)
    left = Side("auth", ", ".join(auth_names(peer.auth)), _own(peer, way.link.caller.iax.general.decided, "auth"))
    row = _judged(way, left, right, "auth-method-mismatch", otherwise=fits)
    if row.mirrors and peer.auth != user.auth:
        help_text = "each end asks for proof in its own way; write the same auth on both"
        return Row(left, right, mirrors=False, severity="info", help=help_text)
    return row


def _encryption(_: Fleet, way: Way) -> Row | None:
    peer, user = way.link.peer, way.user
    if user is None:
        return None
    caller, callee = way.link.caller.iax.general, way.callee.iax.general
    options = ("encryption", "forceencryption")
    ours, theirs = way.attempt.encryption, user.encryption
    forced = caller.force_encryption or peer.force_encryption
    left = Side("encryption", _degree(wanted=ours, forced=forced), _own(peer, caller.decided, *options))
    right = Side(
        "encryption", _degree(wanted=theirs, forced=user.force_encryption), _own(user, callee.decided, *options)
    )
    row = _judged(way, left, right, "encryption-forced", otherwise=ours == theirs)
    if row.mirrors is False and row.severity:
        return row
    if ours == theirs and (not ours or (agree_to_encrypt(way.attempt, user) and way.attempt.auth != "none")):
        return row
    rule, why = "encryption-absent", "set the same secret and auth=md5 at both ends"
    if ours != theirs:
        lacking, name, where = (left, peer.name, way.link.caller) if theirs else (right, user.name, way.callee)
        lacking.expected, rule = "yes", ""
        why = f"write encryption=yes in [{name}] on {where.name}"
    return Row(left, right, mirrors=False, severity="warning", help=f"the calls are in the clear: {why}", rule=rule)


def _degree(*, wanted: bool, forced: bool) -> str:
    return ("yes" if wanted else "no") + (", forced" if forced else "")


def _codecs(_: Fleet, way: Way) -> Row | None:
    peer, user = way.link.peer, way.user
    if user is None:
        return None
    left = Side("codecs", ", ".join(codec_names(peer.codecs)), _own(peer, way.link.caller.iax.general.decided, *ALLOW))
    right = Side("codecs", ", ".join(codec_names(user.codecs)), _own(user, way.callee.iax.general.decided, *ALLOW))
    return _judged(way, left, right, "codec-mismatch", "codec-none", otherwise=_ok(way, "codec"))


def _trunk(_: Fleet, way: Way) -> Row | None:
    """Each end packs the voice of its own calls together, or not; the other takes both."""
    theirs = way.callee.iax.peers.get(way.user.name) if way.user else None
    return _setting("trunk", way.link.peer, theirs, lambda account: account.trunk)


def _calltoken(_: Fleet, way: Way) -> Row | None:
    """Every Asterisk of today sends call tokens: what one end asks for stops no call of the other."""
    mine = way.link.caller.iax.users.get(way.link.peer.name)
    return _setting("requirecalltoken", mine, way.user, lambda account: account.calltoken != "no")


def _setting(option: str, mine: Account | None, theirs: Account | None, is_on: Callable[[Account], bool]) -> Row | None:
    """A setting that each end makes for itself, and that is better made alike; None where neither makes it."""
    if mine is None or theirs is None:
        return None
    ends = [(is_on(account), lines_of(account.decided, option)) for account in (mine, theirs)]
    if not any(lines for _, lines in ends):
        return None
    left, right = (Side(option, "yes" if on else "no", lines) for on, lines in ends)
    if left.value == right.value:
        return Row(left, right, mirrors=True)
    return Row(
        left, right, mirrors=False, severity="info", help=f"it works; better write the same {option} on both ends"
    )


MIRRORS: tuple[Callable[[Fleet, Way], Row | None], ...] = (
    _username,
    _host,
    _port,
    _access,
    _context,
    _secret,
    _keys,
    _auth,
    _encryption,
    _codecs,
    _trunk,
    _calltoken,
)

KINDS = (
    "username", "host", "port", "calls from", "peercontext", "secret", "outkey", "auth", "can answer", "encryption",
    "codecs", "trunk", "requirecalltoken",
)  # fmt: skip
"""The options in the order in which they are shown, by one of the two that mirror each other."""


def severities(fleet: Fleet, trunks: list[Trunk]) -> Iterator[str]:
    """How bad all that is off is: the rows, and the calls that fail for what no row tells."""
    for trunk in trunks:
        for way in (trunk.there, trunk.back):
            if way is not None:
                if way.link.status == "fails":
                    yield "error"
                yield from (row.severity for row in way_rows(fleet, way) if row.severity)
