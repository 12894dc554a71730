"""Mending: which fixes are made, whether the simulated calls allow them, and writing all files or none."""

from __future__ import annotations

JOURNAL = ".iaxlint-journal"
"""Lies in a configuration folder while files are replaced; see `iaxlint.fixes.journal`."""
