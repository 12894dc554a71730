"""The parser's tables: generated from the grammar by Lark, shipped as data, checked against the grammar."""

from __future__ import annotations


def grammar_text() -> str:
    """The grammar that ships with the package."""
    data: bytes = __loader__.get_data(__file__.removesuffix("tables.py") + "asterisk.lark")
    return data.decode()
