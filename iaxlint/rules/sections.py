"""Sections of `iax.conf` that Asterisk skips, merges or reads otherwise than they look."""

from __future__ import annotations

from iaxlint.model.option import USERS_CONF
from iaxlint.model.value import is_true
from iaxlint.rules.finding import about_line, about_section, header_of, line_of
from iaxlint.rules.mending import add, at, replace, safe, unsafe
from iaxlint.rules.registry import rule
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Category
    from iaxlint.model.iax import Section
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Fixes

TYPES = ("user", "peer", "friend")


@rule("IAX201", "section-without-type", category="option", severity="error", since="0.1", fix="unsafe")
def section_without_type(server: Server) -> Iterator[Diagnostic]:
    """A section has no `type`, and so Asterisk skips it.

    `chan_iax2.c:set_config` logs "Section 'foo' lacks type" and goes on: there is no such user, and no such
    peer.  Calls that come in under this name are refused as if the secret were wrong, and calls to it end
    with "No such host".

    Example:
        [foo]
        secret=K9fw-x2Tp-71nd
        context=fromiax

    Mend: add `type=friend`, or `type=user` where it only takes calls, or `type=peer` where it only places
    them.  A section that others inherit from is a template: write `[foo](!)`.
    """
    for section in server.iax.sections:
        if not section.kind and section.type is None:
            name = section.category.name
            there = name in server.iax.users or name in server.iax.peers
            kind = "" if there else _looks_like(section.category)
            effect = "nothing in it counts" if there else f"it neither takes nor places calls as {name}"
            yield about_section(
                server,
                section.category,
                f"{'this' if there else ''} [{name}] has no type, so {server.name} skips it: {effect}".lstrip(),
                "add type=friend (both ways), type=user (takes calls) or type=peer (places calls)",
                fixes=unsafe(f"add type={kind}", add(section.category, ("type", kind))) if kind else (),
            )


def _looks_like(category: Category) -> str:
    """The type whose options a section has; empty where it has none of either."""
    names = {variable.name.lower() for variable in category.variables}
    calls, takes = not names.isdisjoint(("host", "username")), not names.isdisjoint(("context", "permit", "deny"))
    return "friend" if calls and takes else "peer" if calls else "user" if takes else ""


@rule("IAX202", "section-type-unknown", category="option", severity="error", since="0.1", fix="unsafe")
def section_type_unknown(server: Server) -> Iterator[Diagnostic]:
    """The `type` of a section is none that IAX2 knows, and so Asterisk skips it.

    `chan_iax2.c:set_config` knows user, peer and friend, in upper or lower case; for anything else it logs
    "Unknown type" and makes nothing of the section.

    Example:
        [foo]
        type=freind

    Mend: write `type=friend`, `type=user` or `type=peer`.
    """
    from iaxlint.suggest import clearly, did_you_mean

    for section in server.iax.sections:
        if not section.kind and section.type is not None:
            name, value = section.category.name, section.type.value
            meant = clearly(value, TYPES)
            yield about_line(
                server,
                name,
                section.type,
                f"type={value} is unknown, so {server.name} skips [{name}]: it takes and places no calls as {name}",
                f"write type=friend, type=user or type=peer{did_you_mean(value, TYPES)}",
                fixes=unsafe(f"write type={meant}", replace(section.type, meant)) if meant else (),
            )


@rule("IAX203", "section-types-differ", category="option", severity="warning", since="0.1")
def section_types_differ(server: Server) -> Iterator[Diagnostic]:
    """A section has several `type` lines that say different things.

    `main/config.c:ast_variable_retrieve` gives the first of them up to Asterisk 22, and the last one from 23
    on; lines of templates come before the section's own.  An upgrade so turns a peer into a friend, or
    the other way round.

    Example:
        [base](!)
        type=friend

        [bar](base)
        type=peer

    Mend: leave `type` out of the template, or out of the section.
    """
    for section in server.iax.sections:
        lines = [variable for variable in section.category.variables if variable.name.lower() == "type"]
        if len({variable.value.lower() for variable in lines}) > 1 and section.type is not None:
            name, own = section.category.name, lines[-1]
            others = [variable for variable in lines if variable is not own]
            which = "last" if server.version.has("type-last") else "first"
            yield about_line(
                server,
                name,
                own,
                f"[{name}] has {len(lines)} type lines: Asterisk {server.version} takes the {which}, "
                f"type={section.type.value}; up to 22 it is the first, from 23 on the last",
                "leave one type line",
                tuple(line_of(server, variable, f"type={variable.value}") for variable in others),
            )


@rule("IAX204", "section-duplicate", category="option", severity="warning", since="0.1", fix="unsafe")
def section_duplicate(server: Server) -> Iterator[Diagnostic]:
    """Two sections of one name are merged into one.

    The second is read on top of the first (`chan_iax2.c:build_user` and `build_peer`): its secrets are
    accepted beside the first one's, its access rules are appended, its contexts replace the first one's,
    and calls go out with its secret.  One `type=user` and one `type=peer` of a name do not touch each other.

    Example:
        [foo]
        type=friend
        host=192.168.1.2

        [foo]
        type=friend
        host=192.168.1.3

    Mend: rename one, delete one, or write `[foo](+)` where the second is meant to add to the first.
    """
    seen: dict[str, list[Section]] = {}
    for section in server.iax.sections:
        earlier = seen.setdefault(section.category.name, [])
        clash = next((other for other in earlier if _share_a_role(other, section)), None)
        earlier.append(section)
        if clash is not None:
            name = section.category.name
            yield about_section(
                server,
                section.category,
                f"[{name}] stands twice, and {server.name} merges both: it accepts the secrets of both, "
                "and of most other options only the later line counts",
                f"rename or delete one of them, or write [{name}](+) to add to the first",
                (header_of(server, clash.category, f"the first [{name}]"),),
                _adding(section.category),
            )


def _adding(category: Category) -> Fixes:
    """Let a section add to the first of its name."""
    header = category.node
    if header.parents:
        return ()
    end = header.name_end + 1
    return unsafe(f"write [{category.name}](+)", at(category.source, end, end, "(+)"))


def _share_a_role(one: Section, other: Section) -> bool:
    return one.kind != "" and other.kind != "" and {one.kind, other.kind} != {"user", "peer"}


@rule("IAX205", "general-duplicate", category="option", severity="error", since="0.1", fix="unsafe")
def general_duplicate(server: Server) -> Iterator[Diagnostic]:
    """A second `[general]` is not read.

    `main/config.c:ast_variable_browse` gives `chan_iax2.c:set_config` the first section of that name only;
    settings and `register` lines of another are lost without a word.

    Example:
        [general]
        bindport=4569

        [general]
        disallow=all
        allow=alaw

    Mend: move its lines to the first `[general]`, or write `[general](+)`.
    """
    config = server.configs.get("iax.conf")
    named = config.categories_named("general") if config else []
    loaded = [category for category in named if not category.template]
    for category in loaded[1:]:
        if category.variables:
            lost = count(len(category.variables), "line")
            fate = "is" if len(category.variables) == 1 else "are"
            yield about_section(
                server,
                category,
                f"{server.name} reads the first [general] only: {lost} of this one {fate} lost",
                "move them to the first [general], or write [general](+)",
                (header_of(server, loaded[0], "the [general] that counts"),),
                _adding(category),
            )


@rule("IAX207", "template-unused", category="option", severity="info", since="0.1")
def template_unused(server: Server) -> Iterator[Diagnostic]:
    """No section inherits from a template.

    `[name](!)` is no section of its own (`main/config.c:ast_category_browse` passes over it): what stands in it
    counts only where another section names it between its parentheses.

    Example:
        [base](!)
        type=friend
        qualify=yes

    Mend: delete it, write `(base)` behind the headers that should inherit from it, or delete the `(!)`.
    """
    config = server.configs.get("iax.conf")
    if config is None or not config.valid:
        return
    used = {name.lower() for category in config.categories for name in category.inherits}
    for category in config.categories:
        if category.template and category.name.lower() not in used:
            yield about_section(
                server,
                category,
                f"no section of {server.name} inherits from the template [{category.name}], so it counts nowhere",
                f"write ({category.name}) behind the headers that should inherit from it, or delete it",
            )


@rule("IAX208", "users-conf-unread", category="option", severity="error", since="0.1")
def users_conf_unread(server: Server) -> Iterator[Diagnostic]:
    """`users.conf` defines accounts that this version does not read.

    Up to 22, `chan_iax2.c:set_config` makes a user and a peer of each section with `hasiax=yes`, and registers for
    `registeriax=yes`; 23 reads the file no more.

    Example:
        [general]
        hasiax=yes

    Mend: move the sections to `iax.conf`, with `type=friend`.
    """
    config = server.configs.get("users.conf")
    if config is None or server.version.has("users-conf"):
        return
    for category in config.categories:
        for variable in category.variables:
            if variable.name.lower() in USERS_CONF and is_true(variable.value):
                yield about_line(
                    server,
                    category.name,
                    variable,
                    f"{server.name} ({server.version}) does not read users.conf: no section of it is a user or a peer",
                    "move the sections to iax.conf, with type=friend",
                )
                return


@rule("IAX206", "section-name-blank", category="option", severity="warning", since="0.1", fix="safe")
def section_name_blank(server: Server) -> Iterator[Diagnostic]:
    """The name of a section begins or ends with a blank, and the blank belongs to the name.

    `main/config.c:process_text_line` takes everything between the brackets.  A caller who names the section
    without the blanks is refused, and a dial string does not find it.

    Example:
        [ foo ]
        type=friend

    Mend: delete the blanks.
    """
    for section in server.iax.sections:
        name = section.category.name
        if name != name.strip():
            yield about_section(
                server,
                section.category,
                f"the name [{name}] has blanks, and they count: {server.name} knows nobody called {name.strip()}",
                f"write [{name.strip()}]",
                fixes=_without_blanks(server, section),
            )


def _without_blanks(server: Server, section: Section) -> Fixes:
    """Take the blanks off a name, unless there is a section of that name, or one that inherits from this."""
    name, header = section.category.name, section.category.node
    config = server.configs["iax.conf"]
    inherited = any(name in category.inherits for category in config.categories)
    if inherited or config.categories_named(name.strip()) or not name.strip():
        return ()
    step = at(section.category.source, header.name_start, header.name_end, name.strip())
    return safe(f"write [{name.strip()}]", step)
