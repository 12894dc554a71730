"""What config.c reads of a file, line by line: a port of its two functions, and the yardstick of the grammar.

`config_text_file_load` takes the comments out of a line in its buffer, `process_text_line` takes apart
what is left.  Here the buffer is a list of characters that ends in zeros, and C's pointers are indices.
"""

from __future__ import annotations

from collections.abc import Iterator

BUFFER = 8191
"""The bytes that `fgets` reads at most."""

BLANKS = bytes(range(1, 33)).decode()

Line = tuple[str, ...]
"""What kind of statement a line is, and what it says."""


def lines(text: str) -> Iterator[Line]:
    """All lines that are read or complained of; the text has one character a byte."""
    depth = 0
    for number, line in enumerate(split(text)):
        if len(line) >= BUFFER and "\n" not in line[:BUFFER] and "\0" not in line[:BUFFER]:
            yield ("LongLine",)
            continue
        if number == 0:
            line = line.removeprefix("\xef\xbb\xbf")
        left, depth = uncommented(line, depth)
        left = left.strip(BLANKS)
        if left:
            yield taken_apart(left)


def split(text: str) -> list[str]:
    """Lines, each with its newline."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def uncommented(line: str, depth: int) -> tuple[str, int]:
    """What is left of a line without its comments, and the count of those that are open then."""
    buffer = [*line.partition("\0")[0], "\0", "\0", "\0", "\0"]

    def end_of(at: int) -> int:
        return buffer.index("\0", at)

    def move(to: int, since: int) -> None:
        buffer[to : end_of(since) + 1 - since + to] = buffer[since : end_of(since) + 1]

    new, read = 0, None if depth else 0
    while ";" in buffer[new : end_of(new)]:
        mark = buffer.index(";", new)
        if mark > new and buffer[mark - 1] == "\\":
            new = mark
            move(mark - 1, mark)
        elif buffer[mark + 1 : mark + 3] == ["-", "-"] and buffer[mark + 3] != "-":
            buffer[mark] = "\0"
            new = mark + 3
            depth += 1
        elif mark >= new + 2 and buffer[mark - 2 : mark] == ["-", "-"]:
            depth -= 1
            new = mark + 1
            if depth == 0 and read is None:
                read = new
            elif depth == 0:
                old = end_of(read)
                move(old, new)
                new = old
        elif depth == 0:
            buffer[mark] = "\0"
            new = mark
        else:
            new = mark + 1
    return "" if read is None else "".join(buffer[read : end_of(read)]), depth


def taken_apart(line: str) -> Line:
    """What `process_text_line` makes of a line that is not empty."""
    if line[0] == "[":
        return header(line)
    if line[0] == "#":
        end = next((at for at, letter in enumerate(line) if at and not "\x20" < letter < "\x80"), len(line))
        return "Directive", line[1:end], line[end + 1 :].strip(BLANKS)
    escaped = line[0] == "\\"
    if escaped and (len(line) == 1 or not "\x20" < line[1] < "\x80"):
        return ("BadEscape",)
    start = line[1:] if escaped else line
    equal = start.find("=", escaped)
    if equal < 0:
        return ("BadLine",)
    if equal > escaped and start[equal - 1] == "+":
        key, op, value = start[: equal - 1], "+=", start[equal + 1 :]
    elif start[equal + 1 : equal + 2] == ">":
        key, op, value = start[:equal], "=>", start[equal + 2 :]
    else:
        key, op, value = start[:equal], "=", start[equal + 1 :]
    key, value = key.strip(BLANKS), value.strip(BLANKS)
    return ("Option", key, op, value) if key else ("BadName", op, value)


def header(line: str) -> Line:
    name, closed, rest = line[1:].partition("]")
    if not closed:
        return "BadHeader", name, "no ]"
    if not rest.startswith("("):
        return "Header", name, rest.strip(BLANKS)
    parents, closed, rest = rest[1:].partition(")")
    if not closed:
        return "BadHeader", name, "no )"
    return "Header", name, rest.strip(BLANKS), *parents.split(",")
