"""Access lists: what `permit`, `deny` and `acl` lines amount to (`main/acl.c`)."""

from __future__ import annotations

from iaxlint.model.address import from_ipv4, from_ipv6, parse_numeric
from iaxlint.model.value import scan_int
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address

NOT_READ = "not read, because an element before it can't be"
"""Why the elements after a bad one do not count; Asterisk logs nothing for them."""

Range = tuple[int, int, int, str]
"""Family, network, mask, and why Asterisk drops it, as in `AccessRule`."""

_BITS = {4: 32, 6: 128}

OUTSIDER = from_ipv4(0xCB007107, 4569)
"""203.0.113.7, an address that no server has (RFC 5737)."""

MASKS = {str(bits): 0xFFFFFFFF ^ ((1 << (32 - bits)) - 1) for bits in range(33)} | {"0.0.0.0": 0}  # noqa: S104
"""The masks of IPv4 that are nearly always written."""

MOST_COMPARED = 200
"""So many elements of each of two lists are compared at most."""


@record
class AccessRule:
    """One element of a `permit` or `deny` line."""

    permit: bool
    text: str
    """The element as written, without a leading `!`."""
    family: int
    """4 or 6; 0 when it could not be read, and Asterisk drops it."""
    network: int
    """Already cut down to the mask."""
    mask: int
    variable: Variable
    problem: str = ""
    """Why Asterisk drops it, in the words of its log."""

    def matches(self, address: Address) -> bool:
        """Whether it speaks of this address (`main/acl.c:ast_apply_ha`)."""
        family, number = address.unmapped
        return family == self.family and number & self.mask == self.network


class SharedRules(list[AccessRule]):
    """The rules of a list that many may ask for; they are held against each address once."""

    __slots__ = ("_decided",)

    def __init__(self) -> None:
        super().__init__()
        self._decided: dict[tuple[int, int], AccessRule | None] = {}

    def deciding(self, address: Address) -> AccessRule | None:
        """What `apply_rules` says; to be asked when all rules are there."""
        key = address.unmapped
        if key not in self._decided:
            self._decided[key] = apply_rules(self, address)
        return self._decided[key]


@record
class NamedList:
    """A list that an `acl=` line asks for."""

    name: str
    rules: SharedRules
    state: str
    """`defined`; `undefined`: acl.conf has no such list, and everybody is refused; `unavailable`: there is no
    usable acl.conf at all, and everybody passes; `opaque`: a database may have it."""
    variable: Variable
    """The `acl=` line."""


@record
class Decision:
    """What an access list says about an address, and what decided."""

    allowed: bool | None
    """None where only a database knows."""
    variable: Variable | None
    """The line that decided; None when no line spoke of the address, which lets it in."""
    list: str
    """The named list that decided, or `(BASELINE)`, as Asterisk's log calls the section's own lines."""
    log: str = ""
    """What Asterisk logs when it refuses, after `IAX2 user ACL: ` or `IAX2 Peer ACL: `."""


@record
class AccessList:
    """All that a section's `permit`, `deny` and `acl` lines amount to."""

    rules: list[AccessRule]
    """Of `permit` and `deny`, in order; the last one that matches decides."""
    named: dict[str, NamedList]
    """Of `acl`, by name in lower case, in order; every one must let the address in, and so must `rules`."""
    present: bool = False
    """Whether there is any such line, usable or not."""

    def __bool__(self) -> bool:
        """Whether it counts as a restriction where users are compared (`chan_iax2.c:check_access`)."""
        return self.present

    def allows(self, address: Address) -> Decision:
        """Whether a packet from `address` passes (`main/acl.c:ast_apply_acl`)."""
        shown = address.host
        decided = apply_rules(self.rules, address)
        if decided is not None and not decided.permit:
            return Decision(False, decided.variable, "(BASELINE)", _failure(shown, "(BASELINE)"))
        for named in self.named.values():
            name = named.name or "(BASELINE)"
            if named.state == "opaque":
                return Decision(None, named.variable, name)
            if named.state == "undefined":
                log = f"Rejecting '{shown}' due to use of an invalid ACL '{name}'."
                return Decision(False, named.variable, name, log)
            rule = named.rules.deciding(address)
            if rule is not None and not rule.permit:
                return Decision(False, rule.variable, name, _failure(shown, name))
            decided = rule or decided
        return Decision(True, decided.variable if decided else None, "(BASELINE)")


def _failure(address: str, name: str) -> str:
    return f"Rejecting '{address}' due to a failure to pass ACL '{name}'"


def keeps_strangers_out(access: AccessList) -> bool:
    """Whether an access list refuses an address that belongs to nobody."""
    return access.allows(OUTSIDER).allowed is False


def let_in_besides(old: AccessList, new: AccessList) -> Address | None:
    """An address that one list refuses and another lets in; None where there is none.

    What a list says changes only where a network begins or ends, so those addresses are asked for.
    """
    if _compared(old) == _compared(new):
        return None
    for family, number in _edges(old, new):
        address = from_ipv4(number, 0) if family == 4 else from_ipv6(number, 0)
        if old.allows(address).allowed is False and new.allows(address).allowed:
            return address
    return None


def _all_rules(access: AccessList) -> list[AccessRule]:
    return [*access.rules, *(rule for named in access.named.values() for rule in named.rules)]


def _compared(access: AccessList) -> list[object]:
    """What two lists that say the same have in common."""
    named = [(name, one.state, len(one.rules)) for name, one in access.named.items()]
    return [*named, *((rule.permit, rule.family, rule.network, rule.mask) for rule in _all_rules(access))]


def _edges(*lists: AccessList) -> list[tuple[int, int]]:
    """Family and number of the first address of each network, and of the first one behind it."""
    found = {(family, 1) for family in _BITS}
    for rule in (rule for access in lists for rule in _all_rules(access)[:MOST_COMPARED] if rule.family):
        behind = rule.network + (1 << _BITS[rule.family]) - rule.mask
        found.add((rule.family, rule.network))
        if behind >> _BITS[rule.family] == 0:
            found.add((rule.family, behind))
    return sorted(found)


def apply_rules(rules: list[AccessRule], address: Address) -> AccessRule | None:
    """The rule that decides: the last one that matches; None when none does, which lets the address in."""
    return next((rule for rule in reversed(rules) if rule.matches(address)), None)


def read_rules(
    text: str, variable: Variable, *, permit: bool, lists: bool = True, known: dict[str, Range] | None = None
) -> list[AccessRule]:
    """The elements of a `permit` or `deny` value; the first that can't be read ends it.

    `lists` says whether the version takes several elements and `!`; `known` keeps what elements mean, for the same
    ones stand in many sections.  Source: `main/acl.c:append_ha_core`.
    """
    elements = text.split(",") if lists else [text]
    rules: list[AccessRule] = []
    for element in elements:
        allowing = permit
        if lists and element.startswith("!"):
            element, allowing = element[1:], not permit
        if rules and rules[-1].problem:
            rules.append(AccessRule(allowing, element, 0, 0, 0, variable, NOT_READ))
        else:
            rules.append(read_rule(element, variable, permit=allowing, known=known))
    return rules


def read_rule(text: str, variable: Variable, *, permit: bool, known: dict[str, Range] | None = None) -> AccessRule:
    """One `address`, `address/bits` or `address/mask`; host names are no addresses here."""
    found = known.get(text) if known is not None else None
    if found is None:
        found = _read_range(text)
        if known is not None:
            known[text] = found
    family, network, mask, problem = found
    return AccessRule(permit, text, family, network, mask, variable, problem)


def _read_range(text: str) -> Range:
    host, slash, mask_text = text.partition("/")
    address = parse_numeric(host)
    if address is None:
        return 0, 0, 0, f"Invalid IP address: {host}"
    family, number = address.unmapped if address.family == 6 else (4, address.number)
    mask = (MASKS.get(mask_text) if family == 4 else None) if slash else (1 << _BITS[family]) - 1
    if mask is None:
        read = _read_mask(mask_text, family)
        if isinstance(read, str):
            return 0, 0, 0, read
        mask = read
    return family, number & mask, mask, ""


def _read_mask(text: str, family: int) -> int | str:
    """A mask in bits or as an address; a text says why it is none."""
    if "." in text or ":" in text:
        address = parse_numeric(text)
        if address is None:
            return f"Invalid netmask: {text}"
        mask_family, number = address.unmapped
        return number if mask_family == family else "Address and mask are not using same address scheme."
    bits = scan_int(text)
    width = _BITS[family]
    if bits is None or not 0 <= bits <= width:
        return f"Invalid CIDR netmask: {text}"
    return (1 << width) - (1 << (width - bits))
