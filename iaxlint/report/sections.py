"""Peers and users as Asterisk makes them of the files, each value with the line that it comes from."""

from __future__ import annotations

from iaxlint.model.auth import MD5, PLAINTEXT, RSA
from iaxlint.model.codec import mask_of, names_of
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.report.mask import HIDDEN, mask_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from iaxlint.loader.config import Variable
    from iaxlint.model.access import AccessList
    from iaxlint.model.codec import Codecs
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User
    from iaxlint.report.json import Document

METHODS = ((PLAINTEXT, "plaintext"), (MD5, "md5"), (RSA, "rsa"))

ALLOW = ("allow", "disallow", "bandwidth")

PEER = {
    "username": ("username",),
    "secret": ("secret",),
    "dbsecret": ("dbsecret",),
    "inkeys": ("inkeys",),
    "outkey": ("outkey",),
    "auth": ("auth",),
    "encryption": ("encryption",),
    "force_encryption": ("forceencryption",),
    "host": ("host",),
    "port": ("port", "host"),
    "dynamic": ("host",),
    "codecs": ALLOW,
    "context": ("context",),
    "peercontext": ("peercontext",),
    "trunk": ("trunk",),
    "qualify_ms": ("qualify",),
    "calltoken": ("requirecalltoken",),
    "transfer": ("transfer",),
}
"""What is shown of a peer, and the options that each comes from."""

USER = {
    "contexts": ("context",),
    "secret": ("secret",),
    "dbsecret": ("dbsecret",),
    "inkeys": ("inkeys",),
    "auth": ("auth",),
    "encryption": ("encryption",),
    "force_encryption": ("forceencryption",),
    "codecs": ALLOW,
    "access": ("permit", "deny", "acl"),
    "calltoken": ("requirecalltoken",),
    "trunk": ("trunk",),
    "transfer": ("transfer",),
}
"""What is shown of a user, and the options that each comes from."""

INHERITED = ("auth", "encryption", "force_encryption", "codecs")
"""What `[general]` decides where the section does not."""

WIDEST = 30
"""How far the lines that decided are moved to the right for the sake of long values."""

KINDS = {"peers": ("peer", PEER), "users": ("user", USER)}
"""Of each kind: what one is called, and what is shown of it."""

Value = str | int | bool | list[str] | None
Row = tuple[str, Value, list["Variable"]]
"""Name, value, and the lines that decided."""


def sections_lines(kind: str, servers: Iterable[Server], *, show_secrets: bool) -> Iterator[Line]:
    """Every peer, or every user, of the servers; `kind` is a key of `KINDS`."""
    noun, shown = KINDS[kind]
    room = max(map(len, shown))
    found = False
    for server in servers:
        for section in _sections(kind, server):
            if found:
                yield EMPTY
            found = True
            yield line(("name", f"[{section.name}]"), ("dim", f" {noun} of {server.name}"))
            rows = list(_rows(shown, server, section, show_secrets=show_secrets))
            space = min(max(len(_words(value)) for _, value, _ in rows), WIDEST)
            for name, value, lines in rows:
                if lines or value not in ("", []):
                    words = f"  {name:{room}}  {_words(value):{space}}"
                    yield line(words, ("dim", f"  {_where(lines)}"), hang=room + 4)
    if not found:
        yield line(f"there is no {noun}")


def sections_document(kind: str, servers: Iterable[Server]) -> Document:
    """The same for machines."""
    shown = KINDS[kind][1]
    return {
        "version": VERSION,
        kind: [_document(server, section, shown) for server in servers for section in _sections(kind, server)],
    }


def _sections(kind: str, server: Server) -> Iterable[Peer | User]:
    return server.iax.peers.values() if kind == "peers" else server.iax.users.values()


def _document(server: Server, section: Peer | User, shown: Mapping[str, tuple[str, ...]]) -> Document:
    rows = list(_rows(shown, server, section, show_secrets=False))
    return {
        "server": server.name,
        "name": section.name,
        **{name: value for name, value, _ in rows},
        "origins": {name: _origin(lines[-1]) for name, _, lines in rows if lines},
    }


def _rows(
    shown: Mapping[str, tuple[str, ...]], server: Server, section: Peer | User, *, show_secrets: bool
) -> Iterator[Row]:
    for name, options in shown.items():
        value = VALUES.get(name, _as_it_is)(getattr(section, name))
        if isinstance(value, str) and not show_secrets:
            value = HIDDEN if name == "secret" and value else mask_value(name, value)
        lines = lines_of(section.decided, *options)
        if not lines and name in INHERITED:
            lines = lines_of(server.iax.general.decided, *options)
        yield name, value, lines


def lines_of(decided: Mapping[str, list[Variable]], *options: str) -> list[Variable]:
    """Every line of the options, from the top of the file down."""
    lines = [line for option in options for line in decided.get(option, ())]
    return sorted(lines, key=_at) if len(options) > 1 else lines


def _at(variable: Variable) -> int:
    return variable.node.key_start


def _as_it_is(value: Value) -> Value:
    return value


def auth_names(mask: int) -> list[str]:
    """The methods of a mask."""
    return [name for bit, name in METHODS if mask & bit]


def codec_names(codecs: Codecs) -> list[str]:
    """The codecs of a side, in the order of preference."""
    return [*codecs.order, *names_of(codecs.capability & ~mask_of(codecs.order))]


def _contexts(contexts: list[tuple[str, Variable]]) -> Value:
    return [name for name, _ in contexts]


def _access(access: AccessList) -> Value:
    own = [f"{'permit' if rule.permit else 'deny'} {rule.text}" for rule in access.rules if not rule.problem]
    return [*own, *(f"acl {named.name}" for named in access.named.values())]


VALUES: dict[str, Callable[..., Value]] = {
    "auth": auth_names,
    "codecs": codec_names,
    "contexts": _contexts,
    "access": _access,
}
"""How the model's values that are no texts, numbers or flags are shown."""


def _words(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(empty)" if value == "" else str(value)


def _where(lines: list[Variable]) -> str:
    """The lines that decided, with the templates that handed them on."""
    if not lines:
        return "(default)"
    by_file: dict[str, list[str]] = {}
    for variable in lines:
        through = f" through [{variable.via[-1]}]" if variable.via else ""
        by_file.setdefault(variable.source.path, []).append(f"{variable.line}{through}")
    return ", ".join(f"{path}:{','.join(numbers)}" for path, numbers in by_file.items())


def _origin(variable: Variable) -> Document:
    return {"path": variable.source.path, "line": variable.line, "via": list(variable.via)}
