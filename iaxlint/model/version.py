"""Asterisk's versions, and what each does differently."""

from __future__ import annotations

from iaxlint.record import record


@record
class Version:
    """A version of Asterisk; `22` is the newest release of that branch."""

    text: str
    number: tuple[int, int]
    """Major and minor: `1.8` is (1, 8), `18.3.2` is (18, 3), `22` is (22, 999)."""

    @classmethod
    def parse(cls, text: str) -> Version:
        """From `22`, `18.21`, `1.8.32.3` or `certified/18.9-cert5`; ValueError for anything else."""
        raise NotImplementedError

    def has(self, behaviour: str) -> bool:
        """Whether it behaves so; `behaviour` is a key of `BEHAVIOURS`."""
        raise NotImplementedError
