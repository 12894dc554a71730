"""Write docs/silence.md from what is found in sound configurations: python tools/silence.py"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
QUIET = ROOT / "tests" / "fixtures" / "quiet"
PAGE = ROOT / "docs" / "silence.md"

INTRODUCTION = """\
# What is found in sound configurations

A linter that cries wolf is switched off. These are configurations as people run them, in `tests/fixtures/quiet`; each
is checked with the settings beside it. What is found there all the same is listed here, with the reason why it is no
noise; a test holds this page against the tool. It is made by `python tools/silence.py`.
"""

Counts = Counter[tuple[str, str]]
"""How many findings there are by rule and severity."""


def explained() -> dict[str, dict[str, str]]:
    """For each configuration, what it is like (`about`), and by rule why its findings are no noise."""
    return tomllib.loads((QUIET / "explained.toml").read_text(encoding="utf-8"))


def counts(name: str) -> Counts:
    """What the tool finds in one of the configurations."""
    command = [sys.executable, "-m", "iaxlint", "check", "--output-format", "json", "--exit-zero"]
    done = subprocess.run(command, cwd=QUIET / name, capture_output=True, text=True, check=True)
    return Counter((found["name"], found["severity"]) for found in json.loads(done.stdout)["diagnostics"])


def text(found: dict[str, Counts]) -> str:
    """The whole page."""
    parts = [INTRODUCTION, "| configuration | profile | errors | warnings | infos |", "|---|---|---|---|---|"]
    for name, counted in found.items():
        settings = tomllib.loads((QUIET / name / "iaxlint.toml").read_text(encoding="utf-8"))
        sums = [
            sum(count for (_, severity), count in counted.items() if severity == level)
            for level in ("error", "warning", "info")
        ]
        parts.append(f"| `{name}` | {settings.get('profile', 'default')} | {' | '.join(map(str, sums))} |")
    for name, reasons in explained().items():
        parts += ["", f"## {name}", "", reasons["about"]]
        if found[name]:
            parts += ["", "| rule | severity | findings | why |", "|---|---|---|---|"]
        parts += [
            f"| [`{rule}`](../tests/fixtures/rules/{rule}.md) | {severity} | {count} | {reasons.get(rule, '')} |"
            for (rule, severity), count in sorted(found[name].items())
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text({name: counts(name) for name in explained()}), encoding="utf-8")
