"""Plain tables: the first column to the left, the others to the right."""

from __future__ import annotations


def table(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A title, a header and rows, in columns that are as wide as they must be."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(row: tuple[str, ...]) -> str:
        first = row[0].ljust(widths[0])
        return "  ".join(
            [first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()

    return "\n".join([title, "", line(header), line(tuple("-" * width for width in widths)), *map(line, rows)])
