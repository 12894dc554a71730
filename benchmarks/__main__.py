"""Run every benchmark, or those that are named: `python -m benchmarks [startup|parse|fleets [ring:100...]|worst]`."""

from __future__ import annotations

import importlib
import sys

NAMES = ("startup", "parse", "fleets", "worst")


def main() -> None:
    fleets = tuple(word for word in sys.argv[1:] if ":" in word)
    for name in [word for word in sys.argv[1:] if ":" not in word] or NAMES:
        if name not in NAMES:
            sys.exit(f"there is no benchmark {name!r}: take one of {', '.join(NAMES)}")
        benchmark = importlib.import_module(f"benchmarks.{name}")
        benchmark.main(*([fleets] if fleets and name == "fleets" else []))
        print()


if __name__ == "__main__":
    main()
