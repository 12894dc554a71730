"""Global variables of the dialplan, as they are while extensions.conf is read."""

from __future__ import annotations

from iaxlint.model.dialplan import Global
from iaxlint.model.variables import HOLE, LONGEST_VALUE, PREDEFINED, bare_name, substitute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category


class Globals:
    """What `[globals]` sections have set so far; there is no channel yet (`variables.Scope`)."""

    def __init__(self) -> None:
        self.values: dict[str, Global] = {}

    def read(self, category: Category) -> None:
        """Set the variables of a section, each with the values of those above it (`pbx_config.c:pbx_load_config`)."""
        for variable in category.variables:
            name = variable.name
            if name.endswith(")"):
                name = name[7:-1] if name.startswith("GLOBAL(") else ""
            if name:
                self.values[bare_name(name)] = Global(self.substituted(variable.value), variable)

    def substituted(self, text: str) -> str:
        """A text with the globals that are known so far put in, as far as Asterisk has room for it."""
        return substitute(text, self)[:LONGEST_VALUE]

    def variable(self, name: str) -> str | None:
        """A global, or what no file tells."""
        found = self.values.get(name)
        if found is not None:
            return found.value
        return HOLE if name in PREDEFINED else None

    def function(self, name: str, arguments: str) -> str | None:
        """A function that needs no channel."""
        from iaxlint.model.functions import call

        return self.variable(arguments) if name == "GLOBAL" else call(name, arguments, self)
