"""The terms on which calls are made: encryption, codecs, transfer; of `[general]`, of a user or of a peer."""

from __future__ import annotations

from iaxlint.model.value import is_false, is_true
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.loader.config import Variable
    from iaxlint.model.codec import Codecs
    from iaxlint.model.general import General
    from iaxlint.model.reading import Reading
    from iaxlint.model.user import User

    Handler = Callable[["Terms", Variable, Reading], None]
    """What is done with a line."""


@record
class Terms:
    """What `[general]`, users and peers have in common."""

    auth: int
    """A mask of `auth.PLAINTEXT`, `auth.MD5` and `auth.RSA`; 0 in `[general]` where no line sets it."""
    encryption: bool
    """Lines only ever turn it on."""
    force_encryption: bool
    codecs: Codecs
    transfer: str
    """`yes`, `no` or `mediaonly`; neither users nor peers inherit it."""


def text(field: str) -> Handler:
    """A handler that keeps the last value of an option."""

    def keep(terms: Terms, variable: Variable, _: Reading) -> None:
        setattr(terms, field, variable.value)

    return keep


def flag(field: str) -> Handler:
    """A handler that keeps whether the last value of an option means yes."""

    def keep(terms: Terms, variable: Variable, _: Reading) -> None:
        setattr(terms, field, is_true(variable.value))

    return keep


def _encryption(terms: Terms, variable: Variable, _: Reading) -> None:
    terms.encryption = terms.encryption or encrypts(variable.value)
    if not terms.encryption:
        terms.force_encryption = False


def _force_encryption(terms: Terms, variable: Variable, _: Reading) -> None:
    if is_false(variable.value):
        terms.force_encryption = False
        return
    terms.encryption = terms.encryption or encrypts(variable.value)
    if terms.encryption:
        terms.force_encryption = True


def encrypts(value: str) -> bool:
    """Whether an `encryption` or `forceencryption` value turns it on (`chan_iax2.c:get_encrypt_methods`)."""
    return value.lower() == "aes128" or is_true(value)


def _transfer(terms: Terms, variable: Variable, _: Reading) -> None:
    value = variable.value
    terms.transfer = "mediaonly" if value.lower() == "mediaonly" else "yes" if is_true(value) else "no"


def _allow(terms: Terms, variable: Variable, reading: Reading) -> None:
    terms.codecs, log = reading.codecs.allow(terms.codecs, variable.value)
    for kind, message in log:
        reading.complain(kind, "WARNING", message, variable)


def _disallow(terms: Terms, variable: Variable, reading: Reading) -> None:
    terms.codecs, log = reading.codecs.disallow(terms.codecs, variable.value)
    for kind, message in log:
        reading.complain(kind, "WARNING", message, variable)


def codec_priority(owner: General | User, variable: Variable, _: Reading) -> None:
    """`codecpriority`, whose lines only ever add flags; `host` is not looked for at all."""
    word = variable.value.lower()
    if word == "caller":
        owner.codec_caller_first = True
    elif word in ("disabled", "reqonly"):
        owner.codec_no_preferences = True
        owner.codec_requested_only = owner.codec_requested_only or word == "reqonly"


TERMS: dict[str, Handler] = {
    "encryption": _encryption,
    "forceencryption": _force_encryption,
    "transfer": _transfer,
    "allow": _allow,
    "disallow": _disallow,
}
"""What is done with a line, by its option's name in lower case."""
