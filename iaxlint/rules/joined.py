"""Values that are written on by `+=`."""

from __future__ import annotations

from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.mending import at, unsafe
from iaxlint.rules.registry import rule
from iaxlint.wording import option_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.server import Server

FILES = ("iax.conf", "users.conf", "acl.conf")
"""Where a value that is written on is hardly ever meant."""


@rule("IAX108", "value-joined", category="option", severity="warning", since="0.1", fix="unsafe")
def value_joined(server: Server) -> Iterator[Diagnostic]:
    """`+=` writes its value right behind the one before, and both are read as one.

    `main/config.c:process_text_line` joins the two texts, and puts no comma between them: `permit=192.168.2.3` and
    `permit+=192.168.3.3` become one address that is none.  Where nothing of that name stands above in the section,
    `+=` is `=`.  Nothing is said where a comma stands between the two.

    Example:
        [bar]
        type=friend
        allow=ulaw
        allow+=alaw

    Mend: write `=`, so that both lines count, or begin what is added with a comma.
    """
    for name in FILES:
        config = server.configs.get(name)
        if config is None or not any("+=" in file.source.text for file in config.files):
            continue
        for category in config.categories:
            for variable in category.variables:
                before = variable.node.value
                for added in variable.added if not variable.via else ():
                    if before and added.value and not before.rstrip().endswith(",") and added.value[0] != ",":
                        start = added.node.op_start
                        yield about_line(
                            server,
                            category.name,
                            added,
                            f"{server.name} writes this behind {option_name(variable.name)} of line {variable.line}, "
                            "and reads both as one value",
                            "write = for a line of its own, or begin what is added with a comma",
                            (line_of(server, variable, "the value that is written on"),),
                            unsafe("write = for +=", at(added.source, start, start + 2, "=")),
                        )
                    before = added.value
