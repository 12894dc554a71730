"""How deep in `;-- --;` comments Asterisk is at a place of a file.

The grammar says what is a comment.  This says what `main/config.c:config_text_file_load` goes on
counting where a file is not read to its end, and from one file of a pattern to the next: those share
one count.
"""

from __future__ import annotations

NESTED = 128
"""How many comments may be open; on one more, Asterisk never ends."""

LONGEST = 8191
"""The bytes of a line that Asterisk's buffer does not hold."""

HIDDEN = -1


class Comments:
    """How many comments are open, and where each began.

    `depth` falls below zero after a `--;` too many, which hides what follows, too; `endless` tells that
    one comment too many was opened.
    """

    __slots__ = ("_begun", "_stray", "depth", "endless")

    def __init__(self) -> None:
        self.depth = 0
        self.endless = False
        self._begun: dict[int, tuple[int, int]] = {}
        """Line, in Asterisk's count, and offset, by depth; C has no objection to a negative one."""
        self._stray = 0
        """The offset of the last `--;` that closed nothing."""

    @property
    def place(self) -> tuple[int, int]:
        """Line and offset of the innermost open one.

        The line is 0 where Asterisk reads what happens to lie in its memory.
        """
        return self._begun.get(self.depth, (0, self._stray))

    def copy(self) -> Comments:
        """As many open ones, to count on apart."""
        twin = Comments()
        twin.depth = self.depth
        return twin

    def go_on(self) -> None:
        """Begin with another file, in which the offsets of this one mean nothing."""
        self._begun = {depth: (line, 0) for depth, (line, _) in self._begun.items()}
        self._stray = 0

    def follow(self, text: str, end: int, line: int) -> int:
        """Count what a text has before `end`, the end of a line; its first line has the number `line`.

        Returns the offset from which on text is read, which is `end` when all of it is hidden.
        """
        import re

        read_from = HIDDEN if self.depth else 0
        counted = 0
        for mark in re.compile(";--(?!-)|--;").finditer(text, 0, end):
            if mark.start() < counted:
                continue
            start = text.rfind("\n", 0, mark.start()) + 1
            stop = text.find("\n", mark.end(), end)
            stop = end if stop < 0 else stop
            line += text.count("\n", counted, start)
            counted = stop
            at = self._follow_line(text[start:stop].partition("\0")[0], start, line)
            if self.endless:
                break
            if read_from == HIDDEN and (at != HIDDEN or self.depth == 0):
                read_from = stop if at == HIDDEN else start + at
        return end if read_from == HIDDEN else read_from

    def _follow_line(self, text: str, offset: int, line: int) -> int:
        """Count one line, which stands at `offset`; returns from where on it is read, or `HIDDEN`."""
        start = 0
        shown = HIDDEN if self.depth else 0
        while len(text) < LONGEST and (at := text.find(";", start)) >= 0:
            if at > start and text[at - 1] == "\\":
                start = at + 1
            elif text.startswith("--", at + 1) and not text.startswith("-", at + 3):
                if self.depth == NESTED:
                    self.endless = True
                    break
                self.depth += 1
                self._begun[self.depth] = line, offset + at
                start = at + 3
            elif at >= start + 2 and text.startswith("--", at - 2):
                self.depth -= 1
                if self.depth < 0:
                    self._stray = offset + at - 2
                start = at + 1
                if self.depth == 0 and shown == HIDDEN:
                    shown = start
            elif self.depth == 0:
                break
            else:
                start = at + 1
        return shown


def outside_comments(text: str) -> str:
    """What is left of part of a line without the comments that begin and end in it."""
    if ";" not in text:
        return text
    import re

    kept: list[str] = []
    depth = at = 0
    for mark in re.finditer(r"\\;|;--(?!-)|--;", text):
        if mark[0] == "--;":
            depth -= 1
            at = mark.end()
        elif mark[0] == ";--":
            if not depth:
                kept.append(text[at : mark.start()])
            depth += 1
    return "".join([*kept, text[at:]])
