"""Access lists: `permit`, `deny` and `acl` lines, and the named lists of `acl.conf` (`main/acl.c`)."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address


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
    name: str = ""
    """The host name, when the element is one: it takes part if a resolver knows it."""

    def matches(self, address: Address) -> bool:
        """Whether it speaks of this address (`main/acl.c:ast_apply_ha`)."""
        raise NotImplementedError


@record
class NamedList:
    """A list that an `acl=` line asks for."""

    name: str
    rules: tuple[AccessRule, ...]
    defined: bool
    """Whether `acl.conf` has it; one that it has not denies everybody."""
    variable: Variable
    """The `acl=` line."""


@record
class Decision:
    """What an access list says about an address, and what decided."""

    allowed: bool | None
    """None where a name that only a resolver knows decides."""
    variable: Variable | None
    """The line that decided; None when no line spoke of the address, which lets it in."""
    list: str
    """The named list that refused, or `(BASELINE)`, as Asterisk's log calls the section's own lines."""
    log: str = ""
    """What Asterisk logs when it refuses, after `IAX2 user ACL: ` or `IAX2 Peer ACL: `."""


@record
class AccessList:
    """All that a section's `permit`, `deny` and `acl` lines amount to."""

    rules: tuple[AccessRule, ...]
    """Of `permit` and `deny`, in order; the last one that matches decides."""
    named: tuple[NamedList, ...]
    """Of `acl`, in order; every one must let the address in, and so must `rules`."""

    def __bool__(self) -> bool:
        return bool(self.rules or self.named)

    def allows(self, address: Address) -> Decision:
        """Whether a packet from `address` passes (`main/acl.c:ast_apply_acl`)."""
        raise NotImplementedError
