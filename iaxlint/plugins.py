"""Rules of third parties: what they may import, and how they are found.

A package gives its module of rules a name in the entry-point group `iaxlint.rules`; it is imported only
where the settings say `plugins = ["name"]`.  The names in `__all__` are all that a plugin needs, and they
keep their meaning within a major version; `docs/plugins.md` explains them.
"""

from __future__ import annotations

from iaxlint.call.links import Link
from iaxlint.call.register import Arrival
from iaxlint.diagnostics import CATEGORIES, SEVERITIES, Diagnostic, Edit, Fix, Place, Related, Rule
from iaxlint.errors import InputError
from iaxlint.fleet.fleet import Fleet
from iaxlint.grammar.tree import File
from iaxlint.model.server import Server
from iaxlint.rules.finding import about_line, about_section, header_of, line_of
from iaxlint.rules.registry import RETIRED, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Arrival",
    "Diagnostic",
    "Edit",
    "File",
    "Fix",
    "Fleet",
    "Link",
    "Place",
    "Related",
    "Server",
    "about_line",
    "about_section",
    "header_of",
    "line_of",
    "rule",
]

GROUP = "iaxlint.rules"
"""The entry-point group."""

SCOPES = tuple(scope.__name__ for scope in (File, Server, Link, Arrival, Fleet))
"""What a plugin's rule may ask for as its first argument."""


def plugin_rules(plugins: Iterable[str], known: Iterable[Rule]) -> list[Rule]:
    """The rules of the plugins, by code; raises `InputError` for a plugin that cannot be used.

    `known` are the rules that there are: no code and no name may be given twice.
    """
    taken = {word: "iaxlint" for rule in known for word in (rule.code, rule.name)}
    taken.update({word: "iaxlint" for pair in RETIRED.items() for word in pair})
    found: list[Rule] = []
    for plugin in dict.fromkeys(plugins):
        for each in _rules_of(plugin):
            fault = _fault(each, taken)
            if fault:
                raise InputError(f"the plugin {plugin} can't be used: its rule {each.code} {each.name} {fault}")
            taken[each.code] = taken[each.name] = each.plugin = plugin
            found.append(each)
    return sorted(found, key=lambda rule: rule.code)


def _rules_of(plugin: str) -> list[Rule]:
    """The rules in the module that an entry point leads to."""
    from importlib.metadata import entry_points

    group = entry_points(group=GROUP)
    points = group.select(name=plugin)
    if not points:
        from iaxlint.suggest import did_you_mean

        hint = did_you_mean(plugin, group.names) or f"; installed are {', '.join(sorted(group.names)) or 'none'}"
        raise InputError(f"there is no plugin `{plugin}`{hint}")
    if len({point.value for point in points}) > 1:
        raise InputError(f"several packages bring a plugin `{plugin}`: {', '.join(sorted(p.value for p in points))}")
    try:
        module = next(iter(points)).load()
    except Exception as error:
        raise InputError(f"the plugin {plugin} can't be loaded: {type(error).__name__}: {error}") from error
    rules = [value for value in getattr(module, "__dict__", {}).values() if isinstance(value, Rule)]
    if not rules:
        raise InputError(f"the plugin {plugin} can't be used: there is no rule in {module!r}")
    return rules


def _fault(rule: Rule, taken: dict[str, str]) -> str:
    """What is wrong with a rule, for its author; empty where nothing is."""
    from re import fullmatch

    if not fullmatch(r"[A-Z]{2,8}[0-9]{3,4}", rule.code) or rule.code.startswith("IAX"):
        return "needs a code of capitals and three or four digits that does not begin with IAX, such as ACME001"
    if not fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name):
        return "needs a name of words joined by hyphens, such as acme-naming"
    for word in (rule.code, rule.name):
        if word in taken:
            return f"has a code or a name that is already one of {taken[word]}"
    if rule.category not in CATEGORIES:
        return f"has a category that is none of {', '.join(CATEGORIES)}"
    if rule.severity not in SEVERITIES:
        return f"has a severity that is none of {', '.join(SEVERITIES)}"
    if rule.scope not in SCOPES:
        return f"asks for `{rule.scope}` as its first argument, which is none of {', '.join(SCOPES)}"
    return ""
