"""What was worked out once, kept with the thing that it was worked out of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Worked = TypeVar("Worked")


class Memo(dict[object, object]):
    """Results by what was asked."""

    __slots__ = ()

    def once(self, key: object, make: Callable[[], Worked]) -> Worked:
        """What `make` gives, worked out when a key is first asked for."""
        if key not in self:
            self[key] = make()
        known: Worked = self[key]  # type: ignore[assignment]
        return known
