"""Run every benchmark, or the one that is named: `python -m benchmarks [startup|parse|fleets|worst]`."""

from __future__ import annotations

import importlib
import sys

NAMES = ("startup", "parse", "fleets", "worst")


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"there is no benchmark {name!r}: take one of {', '.join(NAMES)}")
        importlib.import_module(f"benchmarks.{name}").main()
        print()


if __name__ == "__main__":
    main()
