"""The dial string of an IAX2 call, taken apart as `chan_iax2.c:parse_dial_string` does it."""

from __future__ import annotations

from iaxlint.model.address import parse_numeric
from iaxlint.record import record

HIDDEN = "<secret>"


@record
class DialString:
    """`[user[:secret]@]peer[:port][/exten[@context]][/options]`; what is not given is None."""

    peer: str
    port: str | None = None
    username: str | None = None
    secret: str | None = None
    key: str | None = None
    """The name of an RSA key, given as `[key]` in the place of the secret, or beside it."""
    extension: str | None = None
    context: str | None = None
    options: str | None = None

    @property
    def shown_peer(self) -> str:
        """The peer as it may be shown: what stands before an `@` in it is a piece of a secret that has one."""
        _, at, peer = self.peer.rpartition("@")
        return HIDDEN + at + peer if at else peer

    @property
    def shown_extension(self) -> str:
        """The extension as it may be shown: behind a port that is none, it is a piece of a secret with a `/`."""
        sound = self.port is None or (self.port.isascii() and self.port.isdigit() and int(self.port[:6]) <= 65535)
        return (self.extension or "") if sound else HIDDEN


def split_technology(dial: str) -> tuple[str, str]:
    """`IAX2/bar/23` as `("IAX2", "bar/23")`; the technology compares without regard to case."""
    technology, _, rest = dial.partition("/")
    return technology, rest


def parse_dial_string(data: str) -> DialString:
    """Take apart what stands behind `IAX2/`.

    Source: `chan_iax2.c:parse_dial_string`.  It cuts at the first separator and looks at nothing
    else, so a secret with `@`, `/` or `:` in it falls apart, and so does a bare IPv6 address.
    """
    parts = data.split("/", 2)
    host = parts[0]
    extension = parts[1] if len(parts) > 1 else None
    options = parts[2] if len(parts) > 2 else None
    context = username = password = spare = None
    if extension is not None and "@" in extension:
        extension, context = extension.split("@", 1)
    if "@" in host:
        username, host = host.split("@", 1)
        words = username.split(":", 2)
        username = words[0]
        password = words[1] if len(words) > 1 else None
        spare = words[2] if len(words) > 2 else None
    peer, colon, port = host.partition(":")
    key = None
    if password is not None and password.startswith("["):
        key, password = _key_name(password), spare or None
    elif spare is not None and spare.startswith("["):
        key = _key_name(spare)
    return DialString(
        peer=peer,
        port=port if colon else None,
        username=username,
        secret=password,
        key=key,
        extension=extension,
        context=context,
        options=options,
    )


def _key_name(text: str) -> str:
    """The name between brackets; without the closing one the text stays whole (`ast_strip_quoted`)."""
    text = text.strip()
    return text[1:-1] if text.endswith("]") else text


def mask_secret(dial: str) -> str:
    """The dial string as it may be shown: the secret, whole or fallen apart, replaced by `<secret>`."""
    technology, slash, rest = dial.partition("/")
    name, _, after = rest.partition(":")
    if "/" in name:
        return dial
    secret, slash2, number = after.partition("/")
    if "@" in secret and number.count("@") < 2:
        secret, _, peer = secret.rpartition("@")
        shown = secret if secret.startswith("[") and secret.endswith("]") and ":" not in secret else HIDDEN
        return f"{technology}{slash}{name}:{shown}@{peer}{slash2}{number}"
    if not secret.strip("0123456789\0") or parse_numeric(f"{name.rpartition('@')[2]}:{secret}") is not None:
        return dial
    head, slash3, tail = number.rpartition("/")
    if "@" in head and tail.count("@") < 2:
        return f"{technology}{slash}{name}:{HIDDEN}@{head.rpartition('@')[2]}{slash3}{tail}"
    _, at, end = number.rpartition("@")
    return f"{technology}{slash}{name}:{HIDDEN}{at or slash2}{end}"
