"""The named access lists of `acl.conf`, and the `acl=` lines that ask for them."""

from __future__ import annotations

from iaxlint.model.access import NamedList, SharedRules, read_rules
from iaxlint.model.value import cut_bytes
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Config, Variable
    from iaxlint.model.access import AccessList

NAME_BYTES = 79
"""What Asterisk keeps of a list's name (`ACL_NAME_LENGTH` with its NUL)."""


@record
class NamedLists:
    """What `acl.conf` defines."""

    available: bool
    """False when the file is missing or Asterisk refuses it: then every `acl=` lets everybody in, and no database is
    asked."""
    reason: str
    """Why it is not available, in the words of Asterisk's log; else empty."""
    refused: Variable | Category | None
    """What Asterisk refuses the file for, where it is one line or section."""
    lists: dict[str, SharedRules]
    """By name, which compares with regard to case."""
    opaque: bool = False
    """Whether a database or a program may hold more."""

    def find(self, name: str) -> tuple[str, SharedRules]:
        """A list's state, as `NamedList` has it, and its rules (`main/named_acl.c:ast_named_acl_find`)."""
        if not self.available:
            return "unavailable", SharedRules()
        rules = self.lists.get(cut_bytes(name, NAME_BYTES))
        if rules is not None:
            return "defined", rules
        return ("opaque" if self.opaque else "undefined"), SharedRules()


def load_named_lists(config: Config | None, realtime: frozenset[str] = frozenset()) -> NamedLists:
    """Read `acl.conf`; one bad line anywhere and Asterisk uses nothing of it.

    `realtime` has what a database keeps: the file, or more lists than are in it.
    Source: `main/named_acl.c:load_module` and `main/config_options.c:aco_process_config`.
    """
    lists: dict[str, SharedRules] = {}
    if "acl.conf" in realtime:
        return NamedLists(True, "", None, lists, True)
    if config is None:
        return NamedLists(False, "Unable to load config file 'acl.conf'", None, lists)
    if not config.valid:
        return NamedLists(False, "Contents of acl.conf are invalid and cannot be parsed", None, lists)
    for category in config.categories:
        if category.template:
            continue
        if category.name.lower() == "general":
            reason = f"Could not find config type for category '{category.name}' in 'acl.conf'"
            return NamedLists(False, reason, category, {})
        rules = lists.setdefault(cut_bytes(category.name, NAME_BYTES), SharedRules())
        for variable in category.variables:
            problem = _read_line(rules, variable, category.name)
            if problem:
                return NamedLists(False, problem, variable, {})
    return NamedLists(True, "", None, lists, "acls" in realtime or bool(config.opaque))


def _read_line(rules: SharedRules, variable: Variable, category: str) -> str:
    option = variable.name.lower()
    if option not in ("permit", "deny"):
        return f"Could not find option suitable for category '{category}' named '{variable.name}'"
    found = read_rules(variable.value, variable, permit=option == "permit")
    if any(rule.problem for rule in found):
        return f"Error parsing {variable.name}={variable.value}"
    rules += found
    return ""


def ask_for(access: AccessList, variable: Variable, lists: NamedLists) -> list[tuple[str, str, str]]:
    """Add the lists that an `acl=` line asks for; kind, level and message of all that Asterisk logs.

    Source: `main/acl.c:ast_append_acl`.
    """
    log: list[tuple[str, str, str]] = []
    access.present = True
    for element in variable.value.split(","):
        name = element.lstrip(" \t")
        # the section's own rules are a list whose name is empty
        if name.lower() in access.named or (not name and access.rules):
            log.append(("acl-repeated", "ERROR", f"Named ACL '{name}' occurs multiple times in ACL definition."))
            continue
        state, rules = lists.find(name)
        access.named[name.lower()] = NamedList(name, rules, state, variable)
        if state == "undefined":
            log.append(("acl-undefined", "WARNING", f"ACL '{name}' does not exist."))
        elif state == "unavailable":
            message = f"Attempted to find named ACL '{name}', but the ACL configuration isn't available."
            log.append(("acl-unavailable", "ERROR", message))
    return log
