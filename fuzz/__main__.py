"""`python -m fuzz TARGET [OPTION OF LIBFUZZER...]`: run one target under atheris."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

CORPUS = Path(__file__).parent / "corpus"
FOUND = Path(__file__).parent.parent / ".cache" / "fuzz"
"""Where inputs go that reach something new."""


def main() -> None:
    """Fuzz until an input breaks a promise, or for as long as `-max_total_time` says."""
    with atheris.instrument_imports(include=["iaxlint"]):
        from fuzz.targets import TARGETS

    if sys.argv[1:2] == [] or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m fuzz TARGET [OPTION...]; targets: {', '.join(TARGETS)}")
    name, *options = sys.argv[1:]
    (FOUND / name).mkdir(parents=True, exist_ok=True)
    kept = [str(folder / name) for folder in (FOUND, CORPUS)]
    atheris.Setup([sys.argv[0], "-max_len=4096", f"-artifact_prefix={FOUND}/{name}-", *options, *kept], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
