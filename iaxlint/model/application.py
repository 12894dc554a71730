"""Whether Asterisk has an application of a name, and what to say where it has none."""

from __future__ import annotations

from iaxlint.model.applications import ALWAYS, SINCE, UNTIL
from iaxlint.model.arguments import first_word
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.model.version import Version


FAR = 12
"""A slip of the pen is one wrong letter, and one more in so many; what is further off may be another's application."""


@record
class Missing:
    """An application that a version of Asterisk does not have."""

    sure: bool
    """Whether no module of somebody else is likely to bring it."""
    why: str
    """For people, such as `Asterisk 22 has no application Macro any more (up to 20 it had)`."""
    near: str
    """The application that may have been meant, or that took its place; empty where none is near."""


def applications_of(version: Version) -> Applications:
    """The applications of a version."""
    return version.memo.once("applications", lambda: Applications(version))


def applications(version: Version) -> Iterator[str]:
    """The names of the applications that a version has, as Asterisk spells them; it compares without regard to case."""
    number = version.number
    yield from ALWAYS
    for name in {*SINCE, *UNTIL}:
        if SINCE.get(name, (0, 0)) <= number <= UNTIL.get(name, (999, 999)):
            yield name


class Applications:
    """The applications of one version."""

    __slots__ = ("_judged", "known", "version")

    def __init__(self, version: Version) -> None:
        self.version = version
        self.known = {name.lower(): name for name in applications(version)}
        """As Asterisk spells them, by their names in lower case."""
        self._judged: dict[str, Missing] = {}

    def missing(self, name: str) -> Missing | None:
        """What to say of an application that the version does not have; None where it has it (`pbx.c:pbx_findapp`).

        A name that is none, such as one that a variable gives, is missing for sure.
        """
        if name.lower() in self.known:
            return None
        if name not in self._judged:
            self._judged[name] = self._judge(name)
        return self._judged[name]

    def _judge(self, name: str) -> Missing:
        from iaxlint.suggest import closest, distance

        why = f"Asterisk {self.version} has no application {first_word(name)}"
        gone = next((last for known, last in UNTIL.items() if known.lower() == name.lower()), None)
        if gone is not None:
            return Missing(True, f"{why} any more (up to {gone[0]} it had)", INSTEAD.get(name.lower(), ""))
        folded = name.lower()
        near = closest(folded, self.known)
        slip = near and distance(folded, near, len(name)) <= 1 + len(name) // FAR
        if slip or not name.isidentifier():
            return Missing(True, why, self.known.get(near, ""))
        return Missing(False, f"{why} of its own", "")


INSTEAD = {
    "macro": "Gosub",
    "macroexit": "Return",
    "macroif": "GosubIf",
    "macroexclusive": "Gosub",
    "deadagi": "AGI",
    "monitor": "MixMonitor",
    "stopmonitor": "StopMixMonitor",
    "setmusiconhold": "Set",
    "importvar": "Set",
}
"""What took the place of applications that are gone, by their names in lower case."""
