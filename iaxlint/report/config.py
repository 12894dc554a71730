"""What Asterisk loads from a configuration file, each value with the line that it comes from."""

from __future__ import annotations

from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.report.mask import mask_line, mask_value
from iaxlint.wording import count, option_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Category, Config, Problem, Variable
    from iaxlint.report.json import Document

WIDEST = 30
"""How far values, and then places, are moved to the right for the sake of long ones before them."""


def config_document(config: Config) -> Document:
    """A configuration for machines: the categories that Asterisk's modules see, and apart from them the templates."""
    seen: dict[bool, list[Document]] = {False: [], True: []}
    for category in config.categories:
        seen[category.template].append(_category_document(category))
    return {
        "version": VERSION,
        "valid": config.valid,
        "categories": seen[False],
        "templates": seen[True],
        "problems": [
            {"path": problem.source.path, "line": problem.line, "message": mask_line(problem.message).text}
            for problem in config.problems
        ],
    }


def config_lines(config: Config, *, show_secrets: bool) -> Iterator[Line]:
    """A configuration for people: every category with its values, then what Asterisk would complain of."""
    for number, category in enumerate(config.categories):
        if number:
            yield EMPTY
        yield from _category_lines(category, show_secrets=show_secrets)
    if config.problems:
        if config.categories:
            yield EMPTY
        yield from map(_problem_line, config.problems)
    if not config.valid:
        yield line(("error", f"Asterisk refuses {config.name}: none of it is loaded"))
    elif not config.categories:
        yield line(f"nothing is loaded from {config.name}")
    elif config.opaque:
        yield line(("unknown", f"{count(len(config.opaque), 'place')} may load more that no file tells"))


def _category_document(category: Category) -> Document:
    return {
        "name": category.name,
        "template": category.template,
        "inherits": category.inherits,
        "variables": [
            {
                "name": option_name(variable.name),
                "value": mask_value(variable.name, variable.value),
                "path": variable.source.path,
                "line": variable.line,
                "via": list(variable.via),
            }
            for variable in category.variables
        ],
    }


def _category_lines(category: Category, *, show_secrets: bool) -> Iterator[Line]:
    words = ["template"] if category.template else []
    if category.inherits:
        words.append("from " + ", ".join(f"[{name}]" for name in category.inherits))
    told = f" ({', '.join(words)})" if words else ""
    yield line(("name", f"[{category.name}]"), told, ("dim", f"  {category.source.path}:{category.line}"))
    shown = [(v.name, v.value) if show_secrets else _masked(v) for v in category.variables]
    rows = [(*pair, _origin(v)) for pair, v in zip(shown, category.variables, strict=True)]
    names, values = (min(max((len(row[at]) for row in rows), default=0), WIDEST) for at in (0, 1))
    for name, value, origin in rows:
        yield line(f"  {name:{names}} = {value:{values}}", ("dim", f"  {origin}"), hang=names + 5)


def _masked(variable: Variable) -> tuple[str, str]:
    return option_name(variable.name), mask_value(variable.name, variable.value)


def _origin(variable: Variable) -> str:
    """Where a value stands, what lengthened it, and which templates handed it on."""
    place = f"{variable.source.path}:{variable.line}"
    for more in variable.added:
        place += f"+{more.line}" if more.source is variable.source else f"+{more.source.path}:{more.line}"
    return f"{place} via {', '.join(f'[{name}]' for name in variable.via)}" if variable.via else place


def _problem_line(problem: Problem) -> Line:
    place = f"{problem.source.path}:{problem.line}" if problem.line else problem.source.path
    style = "error" if problem.fatal else "warning"
    return line((style, style), " ", ("path", place), f"  {mask_line(problem.message).text}", hang=4)
