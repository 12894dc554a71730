"""Slotted record classes without the start-up cost of `dataclasses`.

`@record` turns an annotated class into one with `__slots__`, `__init__` and `__repr__`.  Records
compare by identity: they stand for things (a line, a peer, a server), not for values.  Importing
`dataclasses` costs more than a whole check of two small servers, because it brings `inspect`; here
the `__init__` is compiled when a class has made a few instances, so that a record that a run hardly uses
costs almost nothing.  To a type checker `record` is `dataclasses.dataclass`.
"""

from __future__ import annotations

HIDDEN = frozenset({"value", "secret", "secrets", "secret_evidence", "dial", "data", "text", "old", "new"})
"""Fields that may hold a secret: a representation does not show them."""

FEW = 24
"""So many instances are filled field by field before it pays to compile an `__init__`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass as record

    __all__ = ["record"]
else:

    def record(cls: type) -> type:
        """Make a slotted record of an annotated class."""
        own = cls.__annotations__
        inherited = list(dict.fromkeys(name for base in cls.__mro__[1:] for name in getattr(base, "__fields__", ())))
        fields = (*inherited, *(name for name in own if name not in inherited))
        namespace = {
            name: value
            for name, value in cls.__dict__.items()
            if name not in own and name not in ("__dict__", "__weakref__")
        }
        defaults = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
        for base in cls.__mro__[1:]:
            defaults = {**getattr(base, "__defaults_of_fields__", {}), **defaults}
        namespace["__slots__"] = tuple(name for name in own if name not in inherited)
        namespace["__fields__"] = fields
        namespace["__defaults_of_fields__"] = defaults
        namespace["__init__"] = _fill
        namespace["__left__"] = [FEW]
        namespace.setdefault("__repr__", _repr)
        return type(cls)(cls.__name__, cls.__bases__, namespace)

    def _fill(self: object, *values: object, **named: object) -> None:
        """Set the fields one by one, for as long as that is cheaper than to compile."""
        cls = type(self)
        filled = {**cls.__defaults_of_fields__, **dict(zip(cls.__fields__, values, strict=False)), **named}
        cls.__left__[0] -= 1
        twice = len(values) > len(cls.__fields__) or not named.keys().isdisjoint(cls.__fields__[: len(values)])
        if twice or cls.__left__[0] < 0 or filled.keys() != set(cls.__fields__):
            _compile(cls)
            cls.__init__(self, *values, **named)
        else:
            for name, value in filled.items():
                setattr(self, name, value)

    def _compile(cls: type) -> None:
        """Give a class an `__init__` of its own, which also says what is wrong with its arguments."""
        known = cls.__defaults_of_fields__
        words = ["self", *(f"{name}=defaults[{name!r}]" if name in known else name for name in cls.__fields__)]
        body = "".join(f"\n self.{name} = {name}" for name in cls.__fields__) or "\n pass"
        scope = {"defaults": known}
        exec(f"def __init__({', '.join(words)}):{body}", scope)  # noqa: S102 - names come from annotations
        cls.__init__ = scope["__init__"]

    def _repr(self: object) -> str:
        cls = type(self)
        shown = {name: "..." if name in HIDDEN else repr(getattr(self, name, None)) for name in cls.__fields__}
        values = ", ".join(f"{name}={value}" for name, value in shown.items())
        return f"{cls.__name__}({values})"
