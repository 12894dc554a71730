"""One configuration file, as Asterisk reads it: bytes.

Asterisk measures lines, secrets and names in bytes and knows no encoding.  So a source keeps its
bytes as a latin-1 string, one character a byte: every file can be read, none loses a byte, offsets
are byte offsets, and regular expressions work.  People see UTF-8: `decode` gives text as they wrote
it (what is not UTF-8 becomes lone surrogates), and `position` counts columns in code points.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.grammar.tree import File

BOM = "\xef\xbb\xbf"


def decode(text: str) -> str:
    """Text as a person wrote it, from one character a byte; lossless by surrogate escapes."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def encode(text: str) -> str:
    """One character a byte, from text as a person wrote it: the inverse of `decode`."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


class Source:
    """A file's path as users see it, its bytes, and where its lines start.

    `path` is relative and has forward slashes; `text` has one character a byte; offsets count bytes
    from 0, the end exclusive; lines and columns count from 1.
    """

    __slots__ = ("_starts", "path", "text", "tree")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.text = data.decode("latin-1")
        self.tree: File | None = None
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            starts = [0]
            find, at = self.text.find, -1
            while (at := find("\n", at + 1)) >= 0:
                starts.append(at + 1)
            self._starts = starts
        return self._starts

    def line(self, offset: int) -> int:
        """The line, from 1, that an offset lies in."""
        from bisect import bisect_right

        return bisect_right(self.starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset; a byte-order mark counts for no column."""
        line = self.line(offset)
        start = self.starts[line - 1]
        if start == 0 and self.text.startswith(BOM):
            start = min(3, offset)
        return line, len(decode(self.text[start:offset])) + 1

    def line_text(self, line: int) -> str:
        """One line as a person wrote it, without its line ending."""
        start = self.starts[line - 1]
        end = self.text.find("\n", start)
        text = self.text[start:] if end < 0 else self.text[start:end]
        return decode(text.removeprefix(BOM) if start == 0 else text).rstrip("\r")

    def __repr__(self) -> str:
        return f"Source({self.path!r})"
