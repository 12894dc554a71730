"""The lines of a context that are no extensions: `include`, `switch`, `ignorepat`, `autohints`.

Source: `pbx_config.c:pbx_load_config`.
"""

from __future__ import annotations

from iaxlint.model.extension import Doubt, Include, Switch
from iaxlint.model.value import is_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.extension import Context
    from iaxlint.model.pbx_config import Reader


def read_directive(reader: Reader, context: Context, variable: Variable) -> str:
    """Read a line that is no `exten`; gives `exten` or `same` for one that is, in other letters."""
    name = variable.name.lower()
    if name == "exten" or name.startswith("same"):
        return name[:4] if name != "exten" else name
    if name == "include":
        _include(reader, context, variable)
    elif name in ("switch", "lswitch", "eswitch"):
        _switch(reader, context, name, variable)
    elif name == "ignorepat":
        text = reader.globals.substituted(variable.value)
        if _is_new(reader, context, "ignorepat", text, variable):
            context.ignorepats.append((text, variable))
    elif name == "autohints" and reader.version.number >= (14, 0):
        context.autohints = is_true(variable.value)
    else:
        reader.complain("directive-unknown", variable, name=variable.name)
    return ""


def _is_new(reader: Reader, context: Context, kind: str, text: str, variable: Variable) -> bool:
    """Whether a context has no such line yet, upper and lower case alike; complains where it has."""
    known = reader.seen.setdefault((context.name, kind, text.lower()), variable)
    if known is not variable:
        name = f"{text.partition('/')[0]}/..." if kind == "switch" else variable.value
        reader.complain(f"{kind}-twice", variable, known, name=name, context=context.name)
    return known is variable


def _include(reader: Reader, context: Context, variable: Variable) -> None:
    """Source: `pbx_include.c:include_alloc` and `pbx.c:ast_context_add_include2`."""
    text = reader.globals.substituted(variable.value)
    if "\0" in text:
        context.doubts.append(Doubt("the name of an included context is not known", variable))
        return
    if not _is_new(reader, context, "include", text, variable):
        return
    name, _, times = text.partition("|" if "|" in text else ",")
    always: bool | None = True
    if times:
        from iaxlint.model.timing import applies

        always = applies(times)
    context.includes.append(Include(name, text, always, variable))


def _switch(reader: Reader, context: Context, kind: str, variable: Variable) -> None:
    text = reader.globals.substituted(variable.value) if kind == "switch" else variable.value
    if _is_new(reader, context, "switch", text, variable):
        name, _, data = text.partition("/")
        context.switches.append(Switch(name, data, kind == "eswitch", variable))


def verify_includes(reader: Reader) -> None:
    """Source: `pbx.c:ast_context_verify_includes`, which stops at the first of each context."""
    elsewhere = reader.elsewhere.contexts if reader.elsewhere else {}
    for context in reader.contexts.values():
        for include in context.includes:
            if include.name not in reader.contexts and include.name not in elsewhere:
                reader.complain("include-missing-context", include.variable, context=context.name, name=include.name)
