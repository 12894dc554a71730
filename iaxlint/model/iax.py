"""All that `chan_iax2.c` makes of `iax.conf`, `users.conf` and `acl.conf`."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessRule
    from iaxlint.model.general import General
    from iaxlint.model.peer import Dropped, Peer
    from iaxlint.model.registration import Registration
    from iaxlint.model.user import User
    from iaxlint.model.version import Version


@record
class Section:
    """A section of `iax.conf` beside `[general]`, and what Asterisk takes it for."""

    category: Category
    kind: str
    """`user`, `peer`, `friend` or `limits`; empty when Asterisk skips it."""
    type: Variable | None
    """The `type` line that counts."""
    problem: str = ""
    """What Asterisk logs when it skips it."""


@record
class Limit:
    """A line of `[callnumberlimits]`."""

    range: AccessRule
    limit: int
    variable: Variable


@record
class Complaint:
    """Something that Asterisk would log while it reads a value."""

    kind: str
    """Kebab-case, such as `codec-unknown`."""
    level: str
    """`NOTICE`, `WARNING` or `ERROR`."""
    message: str
    """In the words of Asterisk's own log; a secret never stands in it."""
    variable: Variable
    section: str


@record
class Iax:
    """The channel driver's whole state after start-up."""

    version: Version
    loaded: bool
    """Whether the module runs with a socket; False when `iax.conf` is missing or refused, and when
    `[general]` holds a line on which Asterisk gives up."""
    reason: str
    """Why it is not loaded, in the words of Asterisk's log; else empty."""
    general: General
    users: dict[str, User]
    """In the order in which Asterisk searches them when a caller gives no name."""
    peers: dict[str, Peer]
    """In the order in which Asterisk searches them by address."""
    dropped: list[Dropped]
    registrations: list[Registration]
    limits: list[Limit]
    sections: list[Section]
    problems: list[Complaint]
