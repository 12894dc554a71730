"""Contexts that nobody enters."""

from __future__ import annotations

from iaxlint.grammar.tree import Option
from iaxlint.loader.folder import FileError
from iaxlint.rules.finding import about_section
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server

PHONES = ("pjsip.conf", "sip.conf", "chan_dahdi.conf", "skinny.conf", "mgcp.conf", "unistim.conf", "motif.conf")
"""Where the contexts of phones and lines stand; without one of these, no file tells what they enter."""

ENTERED = ("default", "parkedcalls", "parkedcallstimeout")
"""Contexts that Asterisk enters unasked (`DEFAULT_CONTEXT` of `chan_iax2.c`; `res_parking.c:load_module`)."""

MACRO = "macro-"
"""How the contexts begin that `Macro` names without it."""


GOES_BY_VARIABLE = r"\b(?:goto|gosub)\w*\(.*?\$\{(?!context\})[^,()]*\}[^,()?\"\]]*,[^,()]+,|@\$\{|[bgmu]\(\$\{"
"""A line that goes to a context whose name is put together while the call runs."""


@rule("IAX509", "context-unused", category="dialplan", severity="info", since="0.1")
def context_unused(server: Server) -> Iterator[Diagnostic]:
    """A context stands in the dialplan, and no file sends a call there.

    Extensions are looked for in the context that a channel names and in those that it includes, nowhere else
    (`main/pbx.c:pbx_find_extension`).  This one is named by no user, peer, phone or line, and included by none.
    Only a program that asks for it by name (`Originate` of the manager interface, AGI, a `.call` file) gets in.
    This is said only where a file for phones or lines, such as `pjsip.conf`, lies beside `iax.conf`, and where no
    line goes to a context whose name is put together while the call runs.

    Example:
        [from-baz]
        exten => _X.,1,Goto(numbers,${EXTEN},1)

    Mend: delete the context, or let somebody enter it.
    """
    plan, folder = server.dialplan, server.folder
    if not plan.loaded or plan.doubt or "extensions.conf" not in server.configs:
        return
    if not any(map(folder.exists, PHONES)):
        return
    try:
        names = folder.glob("*.conf")
    except FileError:
        return
    headers = [
        category
        for category in server.configs["extensions.conf"].categories
        if category.name in plan.contexts and category.name not in (*ENTERED, "general", "globals")
    ]
    words = _words(server, names) if headers else None
    if words is None:
        return
    for category in headers:
        if category.name not in words and category.name.removeprefix(MACRO) not in words:
            yield about_section(
                server,
                category,
                f"no file of {server.name} sends a call into [{category.name}]",
                "delete the context if no program asks for it by name",
            )


def _words(server: Server, names: list[str]) -> set[str] | None:
    """Every word that may name a context in any file; None where a line names one by a variable."""
    import re

    word = re.compile(r"[^\s,()|&@=;:/!?^\"'\[\]]+")
    by_variable = re.compile(GOES_BY_VARIABLE, re.IGNORECASE)
    found: set[str] = set()
    for name in names:
        try:
            values = _values(server.folder.file(name))
        except FileError:
            return None
        for value in values:
            found.update(word.findall(value))
    for config in server.configs.values():
        for category in config.categories:
            for variable in category.variables:
                found.update(word.findall(variable.value))
                if config.name == "extensions.conf" and by_variable.search(variable.value):
                    return None
    return found


def _values(tree: File) -> Iterator[str]:
    """The values of a file, whatever it is about."""
    for body in (tree.preamble, *(section.body for section in tree.sections)):
        for node in body:
            if isinstance(node, Option):
                yield node.value
