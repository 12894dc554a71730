"""`python -m iaxlint`."""

from __future__ import annotations

import sys

from iaxlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
