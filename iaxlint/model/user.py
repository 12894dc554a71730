"""Users: what a call comes in as (`chan_iax2.c:build_user`)."""

from __future__ import annotations

from iaxlint.model.account import SHARED, Account, new_account
from iaxlint.model.auth import MD5, RSA, default_methods
from iaxlint.model.callerid import split_callerid
from iaxlint.model.terms import codec_priority, flag
from iaxlint.model.value import atoi
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.loader.config import Variable
    from iaxlint.model.general import General
    from iaxlint.model.reading import Definition, Reading


@record
class User(Account):
    """A section of `type=user` or `friend`; several of one name are one user."""

    contexts: list[tuple[str, Variable]]
    """The contexts that a caller may ask for, the first for callers who ask for none; empty: `default`."""
    secrets: list[Variable]
    """The `secret` lines that count: all but empty ones at the beginning."""
    codec_caller_first: bool
    codec_no_preferences: bool
    codec_requested_only: bool
    max_auth_requests: int
    immediate: bool = False
    callerid: bool = False
    """Whether the section sets a caller id, which replaces the caller's own."""
    caller_name: str = ""
    caller_number: str = ""

    @property
    def secret(self) -> str:
        """Every `secret` joined by `;`: each part between two `;` is accepted."""
        secrets = self.secrets
        return secrets[0].value if len(secrets) == 1 else ";".join([variable.value for variable in secrets])

    @property
    def passwords(self) -> list[str]:
        """Each secret that is accepted by MD5 (`chan_iax2.c:authenticate_verify` splits at `;`)."""
        secret = self.secret
        return secret.split(";") if secret else []


def entered_context(user: User) -> str:
    """The context that a caller of the user lands in when it asks for none."""
    return user.contexts[0][0] if user.contexts else "default"


def is_open(user: User) -> bool:
    """Whether a user is let in without any proof."""
    return not (user.secret or user.inkeys or user.dbsecret or user.force_encryption)


def lets_anybody_in(user: User) -> bool:
    """Whether strangers need no secret: none is asked for, none can be found, or an empty one is accepted."""
    if user.dbsecret:
        # without a slash it is never found, and then nobody is asked
        return "/" not in user.dbsecret and not (user.inkeys or user.force_encryption)
    return is_open(user) or bool(user.auth & MD5 and "" in user.passwords)


def _context(user: User, variable: Variable, _: Reading) -> None:
    user.contexts.append((variable.value, variable))


def _secret(user: User, variable: Variable, _: Reading) -> None:
    if user.secrets or variable.value:
        user.secrets.append(variable)


def _max_auth_requests(user: User, variable: Variable, _: Reading) -> None:
    user.max_auth_requests = max(0, atoi(variable.value))


def _callerid(user: User, variable: Variable, _: Reading) -> None:
    if variable.value and variable.value.lower() != "asreceived":
        user.caller_name, user.caller_number = split_callerid(variable.value)
        user.callerid = True
    else:
        user.caller_name = user.caller_number = ""
        user.callerid = False


def _caller_name(user: User, variable: Variable, _: Reading) -> None:
    user.caller_name = variable.value
    user.callerid = bool(variable.value) or (user.callerid and bool(user.caller_number))


def _caller_number(user: User, variable: Variable, _: Reading) -> None:
    user.caller_number = variable.value
    user.callerid = bool(variable.value) or (user.callerid and bool(user.caller_name))


HANDLERS: dict[str, Callable[[User, Variable, Reading], None]] = {
    **SHARED,
    "context": _context,
    "secret": _secret,
    "codecpriority": codec_priority,
    "maxauthreq": _max_auth_requests,
    "immediate": flag("immediate"),
    "callerid": _callerid,
    "fullname": _caller_name,
    "cid_number": _caller_number,
}
"""What is done with a line, by its option's name in lower case."""


def build_user(definition: Definition, earlier: User | None, general: General, reading: Reading) -> User:
    """Read a section; `earlier` is the user of the same name that sections before it made."""
    reading.section, reading.continued = definition.name, earlier is not None
    user = _new_user(definition, general) if earlier is None else _continue_user(earlier, definition)
    for option, variable in definition.lines:
        handler = HANDLERS.get(option)
        if handler is not None:
            handler(user, variable, reading)
    if not user.auth:
        user.auth = _default_auth(user, reading)
    return user


def _new_user(definition: Definition, general: General) -> User:
    return new_account(
        User,
        definition,
        general,
        contexts=[],
        secrets=[],
        codec_caller_first=general.codec_caller_first,
        codec_no_preferences=general.codec_no_preferences,
        codec_requested_only=general.codec_requested_only,
        max_auth_requests=general.max_auth_requests,
    )


def _continue_user(user: User, definition: Definition) -> User:
    """A later section of the same name adds to all but the contexts: its own take the place of the earlier ones."""
    user.add(definition)
    if any(option == "context" for option, _ in definition.lines):
        user.contexts = []
    return user


def _default_auth(user: User, reading: Reading) -> int:
    """RSA where there are only keys, RSA too where there are keys and a secret."""
    if user.inkeys:
        return default_methods(reading.version) | RSA if user.secret else RSA
    return default_methods(reading.version)
