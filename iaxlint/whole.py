"""Files that are whole at any time: whoever reads one sees the old text or the new one."""

from __future__ import annotations

import os

STREAMS = ("/dev/", "/proc/")
"""What lies here leads to something open, be it a file: it is written to, and never replaced."""


def write_whole(path: str, text: str) -> None:
    """Write a text in UTF-8 to a file, or to what stands in a file's place, such as `/dev/stderr` or a pipe.

    Raises `OSError`; a file that was there before is then as it was.
    """
    target = os.path.realpath(path)
    there = os.path.exists(target)
    if os.path.abspath(path).startswith(STREAMS) or (there and not os.path.isfile(target)):
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)
        return
    scratch = f"{target}.{os.getpid()}.tmp"
    try:
        with open(scratch, "x", encoding="utf-8", newline="\n") as file:
            if there:
                os.chmod(scratch, os.stat(target).st_mode & 0o777)
            file.write(text)
        os.replace(scratch, target)
    finally:
        if os.path.exists(scratch):
            os.unlink(scratch)
