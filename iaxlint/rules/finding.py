"""Shorthands for findings about a line or a section of `iax.conf`."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Related
from iaxlint.record import record
from iaxlint.wording import option_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Fix
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.server import Server


@record
class Member:
    """A server among all those that are looked at together."""

    server: Server
    fleet: Fleet


def about_line(
    server: Server,
    section: str,
    variable: Variable,
    message: str,
    help_text: str,
    related: tuple[Related, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """A finding that stands at a line."""
    via = f" (inherited from [{variable.via[-1]}])" if variable.via else ""
    return Diagnostic(
        message + via,
        variable.place,
        help=help_text,
        server=server.name,
        section=section,
        option=option_name(variable.name).lower(),
        related=related,
        fixes=fixes,
    )


def about_section(
    server: Server,
    category: Category,
    message: str,
    help_text: str,
    related: tuple[Related, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """A finding that stands at the header of a section."""
    return Diagnostic(
        message,
        category.place,
        help=help_text,
        server=server.name,
        section=category.name,
        related=related,
        fixes=fixes,
    )


def line_of(server: Server, variable: Variable, message: str) -> Related:
    """A line that a finding speaks of."""
    return Related(message, variable.place, server.name)


def header_of(server: Server, category: Category, message: str) -> Related:
    """A header that a finding speaks of."""
    return Related(message, category.place, server.name)
