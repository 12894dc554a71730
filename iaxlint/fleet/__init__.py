"""The servers of a check, their addresses, and who points at whom."""
