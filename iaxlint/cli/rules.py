"""The rules of a run."""

from __future__ import annotations


def codes() -> dict[str, str]:
    """The code of each rule, by its name."""
    from iaxlint.rules.registry import all_rules

    return {rule.name: rule.code for rule in all_rules()}
