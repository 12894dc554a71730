"""Shorthands for findings about a line or a section of `iax.conf`."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.server import Server


def about_line(
    server: Server, section: str, variable: Variable, message: str, help_text: str, related: tuple[Related, ...] = ()
) -> Diagnostic:
    """A finding that stands at a line."""
    via = f" (inherited from [{variable.via[-1]}])" if variable.via else ""
    return Diagnostic(
        message + via,
        variable.place,
        help=help_text,
        server=server.name,
        section=section,
        option=variable.name.lower(),
        related=related,
    )


def about_section(
    server: Server, category: Category, message: str, help_text: str, related: tuple[Related, ...] = ()
) -> Diagnostic:
    """A finding that stands at the header of a section."""
    return Diagnostic(
        message, category.place, help=help_text, server=server.name, section=category.name, related=related
    )


def line_of(server: Server, variable: Variable, message: str) -> Related:
    """A line that a finding speaks of."""
    return Related(message, variable.place, server.name)


def header_of(server: Server, category: Category, message: str) -> Related:
    """A header that a finding speaks of."""
    return Related(message, category.place, server.name)


def lines_of_each(server: Server, option: str) -> Iterator[tuple[str, list[Variable]]]:
    """The lines of an option in `[general]` and in each user and peer, those of a friend once."""
    general = server.iax.general
    if option in general.decided:
        yield "general", general.decided[option]
    for name, user in server.iax.users.items():
        if option in user.decided:
            yield name, user.decided[option]
    for name, peer in server.iax.peers.items():
        if option in peer.decided:
            user_lines = server.iax.users[name].decided.get(option, []) if name in server.iax.users else []
            yield name, [line for line in peer.decided[option] if line not in user_lines]
