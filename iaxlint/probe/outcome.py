"""What is asked of a host, what came of it, and which lines of the configurations name it."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address
    from iaxlint.model.server import Server

ANSWERED, OTHER, FOREIGN, REFUSED, SILENT, NO_WAY = (
    "answered",
    "other-answer",
    "not-iax2",
    "refused",
    "silent",
    "no-way",
)
"""What comes of an address, the best first: PONG, or a demand for a call token; IAX2 that does not answer a POKE as it
must; something that is not IAX2; a port that no program has open; nothing; no packet that leaves for it from here."""

NO_NAME, NO_RESOLVER, NOT_ASKED = "no-such-name", "no-resolver", "not-asked"
"""What comes of a host without any address to ask: DNS knows none; no DNS server answers; none that may be asked."""

STATUSES = (ANSWERED, OTHER, FOREIGN, REFUSED, SILENT, NO_WAY, NO_NAME, NO_RESOLVER, NOT_ASKED)


@record
class Mention:
    """A line that names a host."""

    server: Server
    section: str
    variable: Variable
    partner: str = ""
    """The server that the section is meant for, as far as is known."""


@record
class Target:
    """A host and port, with all lines that name it: it is asked once."""

    host: str
    """A numeric address or a name, as it is written."""
    port: int
    service: bool
    """Whether an SRV record may tell another host and port (`srvlookup`)."""
    mentions: list[Mention]
    expected: tuple[Address, ...] = ()
    """Where a name should lead, by the settings; empty where they do not say."""

    @property
    def shown(self) -> str:
        """`host:port`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@record
class Skipped:
    """A line that names no host which could be asked, and why."""

    mention: Mention
    reason: str


@record
class Answer:
    """What came of one address."""

    address: Address
    """With its port."""
    status: str
    """One of the first six of `STATUSES`."""
    pokes: int
    """How many POKE frames were sent."""
    rtt_ms: float | None = None
    """From the POKE that was answered to its answer."""
    calltoken: bool = False
    """Whether a call token is asked for, and not PONG answered."""
    detail: str = ""
    """In words, what `status` leaves open."""

    @property
    def words(self) -> str:
        """What the address did, as a sentence without its subject."""
        said = {
            ANSWERED: f"answers in {self.rtt_ms or 0:.1f} ms" + ", and asks for a call token" * self.calltoken,
            OTHER: "speaks IAX2, but answers a POKE with",
            FOREIGN: "answers, but not in IAX2",
            REFUSED: f"turns away what comes to UDP port {self.address.port}",
            SILENT: f"does not answer {count(self.pokes, 'POKE frame')}",
            NO_WAY: "can't be reached from here",
        }[self.status]
        joint = " " if self.status == OTHER else ": "
        return f"{said}{joint}{self.detail}" if self.detail else said


@record
class Probed:
    """What came of a target."""

    target: Target
    status: str
    """One of `STATUSES`: that of the best of its addresses."""
    answers: list[Answer]
    elsewhere: tuple[Address, ...] = ()
    """Where the name leads that the settings do not have."""
    detail: str = ""
    """In words, why no address was asked."""

    @property
    def words(self) -> str:
        """What the host did, as a sentence without its subject."""
        if not self.answers:
            return self.detail
        if len(self.answers) == 1:
            return self.answers[0].words
        good = sum(answer.status == ANSWERED for answer in self.answers)
        return f"answers at {good or 'none'} of its {len(self.answers)} addresses"

    @property
    def silent(self) -> list[Answer]:
        """The addresses that should answer and do not, though there is a way to them from here."""
        return [answer for answer in self.answers if answer.status not in (ANSWERED, NO_WAY)]

    @property
    def severity(self) -> str:
        """`error` where no address answers, `warning` where something is off, else empty."""
        if self.status != ANSWERED:
            return "error"
        return "warning" if self.silent or self.elsewhere else ""


def outcome(target: Target, answers: list[Answer]) -> Probed:
    """What the answers of its addresses, of which there is one at least, make of a target."""
    best = min((answer.status for answer in answers), key=STATUSES.index)
    return Probed(target, best, answers, elsewhere(target, [answer.address for answer in answers]))


def elsewhere(target: Target, places: list[Address]) -> tuple[Address, ...]:
    """Those of the addresses that a name leads to which the settings do not have; none where they say nothing."""
    expected = target.expected
    return tuple(at for at in places if expected and not any(at.same_host(own) for own in expected))
