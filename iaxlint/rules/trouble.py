"""What the loader complains of, as a finding."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.record import record
from iaxlint.rules.failure import section_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Fix
    from iaxlint.loader.config import Config, Problem
    from iaxlint.model.server import Server

WITHOUT = {
    "iax.conf": "it has no IAX2 at all, and neither places nor takes a call",
    "extensions.conf": "it has no dialplan from that file, and every call into one is rejected",
    "acl.conf": "no named access list is there, and acl= lines let everybody in",
    "users.conf": "nothing of iax.conf is read either",
}
"""What a server is without one of its files."""


@record
class Trouble:
    """A problem of the loader, in the file that was asked for, on a server."""

    problem: Problem
    config: Config
    server: Server

    @property
    def outcome(self) -> str:
        """What the server makes of it."""
        name, config = self.server.name, self.config
        if not config.valid:
            return f"{name} refuses {config.name} as a whole: {WITHOUT.get(config.name, 'nothing of it is loaded')}"
        if self.problem.fatal:
            return f"{name} reads nothing below it in {self.problem.source.path}"
        return f"{name} skips the line"

    def finding(self, message: str, help_text: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
        """A finding at the line that the loader complains of."""
        problem = self.problem
        # a header that is cut off by the end of the file has nothing to point at but its bracket
        start = problem.start if problem.end > problem.start else max(0, problem.start - 1)
        place = Place(problem.source, start, problem.end)
        return Diagnostic(
            message, place, help=help_text, server=self.server.name, section=section_at(place), fixes=fixes
        )
