"""What users and peers have in common: how to prove who one is, access lists, call tokens."""

from __future__ import annotations

from iaxlint.model.access import AccessList, read_rules
from iaxlint.model.auth import PLAINTEXT, read_methods
from iaxlint.model.named import ask_for
from iaxlint.model.reading import merge
from iaxlint.model.terms import TERMS, Terms, flag, text
from iaxlint.model.value import is_false, is_true
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.general import General
    from iaxlint.model.reading import Decided, Definition, Reading

    Made = TypeVar("Made", bound="Account")


@record
class Account(Terms):
    """A user or a peer; its `auth` is what it asks of a caller, or of one who registers."""

    name: str
    categories: list[Category]
    """The sections that it was made of, in order; `[general]` of users.conf first where it took part."""
    definitions: list[Definition]
    """Their lines."""
    decided: Decided
    """Every line of its sections by option name in lower case, in order, whether it is read here or not."""
    dbsecret: str
    """Where Asterisk's database keeps the secret, as `family/key`."""
    inkeys: str
    """Names of public keys, separated by `:`."""
    access: AccessList
    """Of a user: checked for calls; of a peer: for registrations only."""
    calltoken: str
    """`default` (needed unless the address is optional), `no`, `auto` or `yes`."""
    trunk: bool

    def add(self, definition: Definition) -> None:
        """Take up a later section of the same name."""
        self.categories = [*self.categories, *definition.categories]
        if len(self.definitions) == 1:  # a friend's user and peer share the lines of their first section
            self.decided = {option: [*lines] for option, lines in self.decided.items()}
        self.definitions.append(definition)
        merge(self.decided, definition.lines)


def _auth(account: Account, variable: Variable, reading: Reading) -> None:
    account.auth = read_methods(variable.value)
    if account.auth & PLAINTEXT and reading.version.has("auth-plaintext-warns"):
        message = (
            f"Auth method for {type(account).__name__.lower()} '{account.name}' is set to deprecated 'plaintext' "
            f"at line {variable.line} of iax.conf"
        )
        reading.complain("auth-plaintext", "WARNING", message, variable)


def _ranges(*, permit: bool) -> Callable[[Account, Variable, Reading], None]:
    def add(account: Account, variable: Variable, reading: Reading) -> None:
        access = account.access
        access.present = True
        found = reading.rules.get(id(variable))
        if found is None:
            lists = reading.version.has("access-lists")
            found = read_rules(variable.value, variable, permit=permit, lists=lists, known=reading.ranges)
            problem = next((rule.problem for rule in found if rule.problem), "")
            if problem:
                reading.complain("acl-rule-invalid", "WARNING", problem, variable)
            else:
                reading.rules[id(variable)] = found
        access.rules += found

    return add


def _acl(account: Account, variable: Variable, reading: Reading) -> None:
    if reading.version.has("access-lists"):
        for kind, level, message in ask_for(account.access, variable, reading.lists):
            reading.complain(kind, level, message, variable)


def _calltoken(account: Account, variable: Variable, reading: Reading) -> None:
    value = variable.value
    if is_false(value):
        account.calltoken = "no"
    elif value.lower() == "auto":
        account.calltoken = "auto"
    elif is_true(value):
        account.calltoken = "yes"
    else:
        message = f"requirecalltoken must be set to a valid value. at line {variable.line}"
        reading.complain("calltoken-invalid", "WARNING", message, variable)


SHARED: dict[str, Callable[[Account, Variable, Reading], None]] = {
    **TERMS,
    "auth": _auth,
    "trunk": flag("trunk"),
    "dbsecret": text("dbsecret"),
    "inkeys": text("inkeys"),
    "permit": _ranges(permit=True),
    "deny": _ranges(permit=False),
    "acl": _acl,
    "requirecalltoken": _calltoken,
}
"""What is done with a line, by its option's name in lower case."""


def new_account(kind: Callable[..., Made], definition: Definition, general: General, **own: object) -> Made:
    """A user or a peer before its lines are read: what `[general]` hands on, and what its kind alone has."""
    return kind(
        name=definition.name,
        categories=definition.categories,
        definitions=[definition],
        decided=definition.decided,
        dbsecret="",
        inkeys="",
        auth=general.auth,
        encryption=general.encryption,
        force_encryption=general.force_encryption,
        codecs=general.codecs,
        access=AccessList([], {}),
        calltoken="default",
        trunk=False,
        transfer="yes",
        **own,
    )
