"""Applications that lines of a dialplan run."""

from __future__ import annotations

from iaxlint.model.application import applications_of
from iaxlint.model.arguments import BLANKS
from iaxlint.model.extension import applications_in
from iaxlint.rules.finding import about_line
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.application import Applications, Missing
    from iaxlint.model.server import Server


@rule("IAX523", "application-unknown", category="dialplan", severity="error", since="0.1")
def application_unknown(server: Server) -> Iterator[Diagnostic]:
    """A line of the dialplan runs an application that Asterisk does not have.

    The line is loaded without a word.  When a call gets there, `main/pbx.c:pbx_extension_helper` logs "No
    application 'Anser' for extension" and hangs up; where it is an extension's first line, the call is let in, and
    over before anybody is reached.  `Macro` went with Asterisk 21, and `Monitor` with it.

    A name that is like no application's is taken for one that a module of somebody else brings.

    Example:
        [fromiax]
        exten => 23,1,Anser()

    Mend: write an application's name as `core show applications` lists it.
    """
    applications = applications_of(server.version)
    judged: dict[str, Missing | None] = {}
    for context in server.dialplan.contexts.values():
        for text, lines in applications_in(context).items():
            if text not in judged:
                judged[text] = _missing(applications, text)
            missing = judged[text]
            for _, extension, _, variable in lines if missing is not None else ():
                assert missing is not None
                yield about_line(
                    server,
                    context.name,
                    variable,
                    f"{missing.why}: a call of {server.name} that gets here, in extension {extension.title}, "
                    "is hung up",
                    f"write {missing.near}()" if missing.near else "take the line out",
                )


def _missing(applications: Applications, text: str) -> Missing | None:
    """What to say of an application; an empty name is reported as it is read, and a variable may name any."""
    name = text.strip(BLANKS)
    missing = applications.missing(name) if name and "$" not in name and "," not in name else None
    return missing if missing is not None and missing.sure else None
