"""The records of a simulated call: its steps, what decided each, and what the servers would log."""

from __future__ import annotations

from iaxlint.diagnostics import Place
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

LADDER = (
    "dial",
    "peer",
    "address",
    "listen",
    "calltoken",
    "user",
    "acl",
    "context",
    "auth",
    "encryption",
    "extension",
    "codec",
)
"""The steps of a call, in the order in which a story tells them."""


@record
class Log:
    """A line that a running server would write for a step."""

    server: str
    level: str
    text: str
    authdebug: bool = False
    """Whether it is written only with `authdebug=yes` in `[general]`."""


@record
class Evidence:
    """A line that a step consulted, and on which server it stands."""

    server: str
    line: Place | Variable | Category
    """Most are never shown, so that where exactly they begin and end is told when somebody asks."""
    note: str = ""

    @property
    def place(self) -> Place:
        """From its first character to its last."""
        return self.line if isinstance(self.line, Place) else self.line.place


@record
class Step:
    """One decision on the way of a call."""

    step: str
    server: str
    ok: bool | None
    """None where no file can tell."""
    message: str
    evidence: tuple[Evidence, ...] = ()
    """The lines that decided, the most telling first; where the step failed, the first is the line to mend."""
    rule: str = ""
    """The name of the rule that reports this step when it fails."""
    help: str = ""
    log: tuple[Log, ...] = ()


@record
class Call:
    """A simulated call: what was dialled, each step, and how it ended."""

    caller: Server
    dial: str
    verdict: str
    """`reaches`, `fails` or `unknown`."""
    steps: list[Step]
    callee: Server | None = None
    peer: Peer | None = None
    """The caller's peer that the dial string names, if it names one."""
    user: User | None = None
    """The callee's user that the call came in as, if one was found."""
    context: str | None = None
    extension: str | None = None
    auth: str | None = None
    """`none`, `plaintext`, `md5` or `rsa`."""
    encrypted: bool | None = None
    codecs: tuple[str, ...] | None = None
    """The codecs that both ends can carry, the one that is used first."""

    @property
    def failure(self) -> Step | None:
        """The first step that fails."""
        return next((step for step in self.steps if step.ok is False), None)

    @property
    def awaits_registration(self) -> bool:
        """Whether it fails only because nobody has registered as the peer."""
        return self.failure is not None and self.failure.rule == "peer-not-registered"
