"""What was found, for people and for machines: one module for each format."""

FOR_PEOPLE = {"text": "finding", "concise": "concise"}
"""The formats of a check that look different on a terminal: the module of each has
`report_lines(report, fleet, page) -> Iterator[Line]`."""

FOR_MACHINES = {
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "checkstyle": "checkstyle",
    "rdjson": "rdjson",
    "markdown": "markdown",
}
"""The formats that do not: the module of each has `render(report, fleet) -> str`, with a line ending."""

STATISTICS = {"text": "statistics", "json": "statistics"}
"""The formats of `check --statistics`, whose module has both functions."""

FORMATS = FOR_PEOPLE | FOR_MACHINES
"""All formats of a check."""
