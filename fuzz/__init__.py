"""Longer fuzzing than a test run has time for: `make fuzz`; see docs/hardness.md."""
