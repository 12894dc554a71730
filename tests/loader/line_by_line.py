"""What Asterisk 22 makes of configuration files, line by line: the yardstick of the loader's tests.

It reads bytes the way `main/config.c` does, with one buffer, one count of open comments and one pass,
and knows neither the grammar nor the loader.  It is slow and keeps no positions; it was held against a
running Asterisk.  `#exec` is off, filters of `[x](+filter)` are not read, and of globs only `*` is.
"""

from __future__ import annotations

import re

CHUNK = 8191
NESTED = 128
LEVELS = 10
BLANK = bytes(range(33))


class HangError(Exception):
    """Asterisk would never end on this input."""


class MissingError(Exception):
    """No such file."""


class RefusedError(Exception):
    """Asterisk refuses the file."""


class Category:
    def __init__(self, name: bytes) -> None:
        self.name = name[:79]
        self.template = False
        self.inherits: list[bytes] = []
        self.variables: list[tuple[bytes, bytes]] = []


class Reference:
    """One configuration: `valid`, `categories`, and `log` with (line or None, message) in order."""

    def __init__(self, files: dict[str, bytes], main: str = "case.conf") -> None:
        self.files = {name.encode("latin-1"): data for name, data in files.items()}
        self.categories: list[Category] = []
        self.current: Category | None = None
        self.level = 0
        self.includes: dict[bytes, int] = {}
        self.log: list[tuple[int | None, str]] = []
        self.valid = True
        try:
            self.load(main.encode("latin-1"))
        except RefusedError:
            self.valid = False

    def say(self, line: int | None, message: str) -> None:
        self.log.append((line, message))

    # files

    def load(self, name: bytes) -> None:
        if self.level == LEVELS + 1:
            self.say(None, f"Maximum Include level ({LEVELS}) exceeded")
            raise MissingError
        self.level += 1
        try:
            File(self).read(self.glob(name))
        except MissingError:
            self.level -= 1
            raise
        self.level -= 1

    def glob(self, name: bytes) -> list[bytes]:
        if b"*" not in name:
            return [name] if name in self.files else []
        wanted = re.compile(b"[^/]*".join(map(re.escape, name.split(b"*"))), re.DOTALL)
        return sorted(known for known in self.files if wanted.fullmatch(known))

    def find(self, name: bytes, *, templates: bool) -> Category | None:
        for category in self.categories:
            if (not name or category.name.lower() == name.lower()) and (templates or not category.template):
                return category
        return None


class File:
    """One call of `config_text_file_load`: all the files of a glob share its state."""

    def __init__(self, config: Reference) -> None:
        self.config = config
        self.category = config.current
        self.name = b""
        self.lineno = 0
        self.depth = 0
        self.nest: dict[int, int] = {}  # a stray end makes the count negative, and C goes along

    def read(self, names: list[bytes]) -> None:
        if not names:
            raise MissingError
        for name in names:
            self.name = name
            refused = False
            try:
                self.read_lines(self.config.files[name])
            except RefusedError:
                refused = True
            if self.depth:
                begun = self.nest.get(self.depth - 1, 0)
                self.config.say(begun, f"Unterminated comment detected beginning on line {begun}")
            if refused:
                raise RefusedError

    def read_lines(self, data: bytes) -> None:
        at = 0
        end = False

        def gets() -> bytes | None:
            nonlocal at, end
            if at >= len(data):
                end = True
                return None
            stop = data.find(b"\n", at, at + CHUNK)
            chunk = data[at : stop + 1 if stop >= 0 else at + CHUNK]
            at += len(chunk)
            if len(chunk) < CHUNK and not chunk.endswith(b"\n"):
                end = True
            return chunk.split(b"\0")[0]

        while not end:
            self.lineno += 1
            text = gets()
            if text is None:
                return
            if too_long(text):
                self.say(f"Line {self.lineno} too long, skipping. It begins with: {latin(text[:32])}...")
                while (text := gets()) is not None and too_long(text):
                    pass
                continue
            if self.lineno == 1:
                text = text.removeprefix(b"\xef\xbb\xbf")
            line = self.uncomment(text).strip(BLANK)
            if line:
                self.process(line)

    def uncomment(self, text: bytes) -> bytes:
        """A line without its comments."""
        buf = bytearray(text + b"\0\0\0\0")

        def rest(at: int) -> bytes:
            return bytes(buf[at : buf.index(0, at)])

        start = 0
        shown = None if self.depth else 0
        while (semi := rest(start).find(b";")) >= 0:
            semi += start
            if semi > start and buf[semi - 1] == ord("\\"):
                start = semi
                tail = rest(semi) + b"\0"
                buf[semi - 1 : semi - 1 + len(tail)] = tail
            elif buf[semi + 1 : semi + 3] == b"--" and buf[semi + 3] != ord("-"):
                if self.depth >= NESTED:
                    raise HangError
                buf[semi] = 0
                start = semi + 3
                self.depth += 1
                self.nest[self.depth - 1] = self.lineno
            elif semi >= start + 2 and buf[semi - 2 : semi] == b"--":
                self.depth -= 1
                start = semi + 1
                if not self.depth:
                    if shown is None:
                        shown = start
                    else:
                        old = shown + len(rest(shown))
                        tail = rest(start) + b"\0"
                        buf[old : old + len(tail)] = tail
                        start = old
            elif not self.depth:
                buf[semi] = 0
                start = semi
            else:
                start = semi + 1
        return b"" if shown is None else rest(shown)

    # lines

    def say(self, message: str) -> None:
        self.config.say(self.lineno, message)

    def process(self, line: bytes) -> None:
        if line.startswith(b"["):
            self.header(line)
        elif line.startswith(b"#"):
            self.directive(line[1:])
        else:
            self.option(line)

    def header(self, line: bytes) -> None:
        name, closed, tail = line[1:].partition(b"]")
        if not closed:
            self.say(f"parse error: no closing ']', line {self.lineno}")
            raise RefusedError
        fresh: Category | None = Category(name)
        self.category = fresh
        if tail.startswith(b"("):
            words, closed, _ = tail[1:].partition(b")")
            if not closed:
                self.say(f"parse error: no closing ')', line {self.lineno}")
                raise RefusedError
            for word in words.split(b","):
                if word == b"!":
                    self.category.template = True
                elif word.startswith(b"+"):
                    found = self.config.find(name, templates=False)
                    if found is None:
                        self.say(
                            f"Category addition requested, but category '{latin(name)}' does not exist,"
                            f" line {self.lineno}"
                        )
                        raise RefusedError
                    self.category = found
                    if fresh is not None:
                        self.config.current = found
                        found.template |= fresh.template
                        found.variables += fresh.variables
                        fresh = None
                else:
                    base = self.config.find(word, templates=True)
                    if base is None:
                        self.say(
                            f"Inheritance requested, but category '{latin(word)}' does not exist, line {self.lineno}"
                        )
                        raise RefusedError
                    if base is self.category and base.variables:
                        raise HangError
                    self.category.inherits.append(base.name)
                    self.category.variables += base.variables
        if fresh is not None:
            self.config.categories.append(fresh)
            self.config.current = fresh

    def directive(self, line: bytes) -> None:
        end = next((at for at, byte in enumerate(line) if byte <= 32 or byte > 127), len(line))
        word, argument = line[:end], line[end + 1 :].strip(BLANK)
        kind = word.lower()
        if kind == b"exec":
            self.config.say(
                None, "Cannot perform #exec unless execincludes option is enabled in asterisk.conf (options section)!"
            )
            return
        if kind not in (b"include", b"tryinclude"):
            self.say(f"Unknown directive '#{latin(word)}' at line {self.lineno}")
            return
        if not argument:
            self.say(f"Directive '#{latin(word)}' needs an argument (filename) at line {self.lineno}")
            return
        last = {b'"': b'"', b"<": b">"}.get(argument[:1])
        if last is not None and argument.endswith(last):
            argument = argument[1:-1]
        self.include(argument, may_miss=kind == b"tryinclude")

    def include(self, name: bytes, *, may_miss: bool) -> None:
        config = self.config
        if name in config.includes:
            config.includes[name] += 1
            saved = name + b"~~%d" % config.includes[name]
            place = "" if config.level == 1 else latin(self.name)
            self.say(
                f"'{place}', line {self.lineno}:  Same File included more than once!"
                f" This data will be saved in {latin(saved)} if saved back to disk."
            )
            config.includes[saved] = 0
        else:
            config.includes[name] = 0
        try:
            config.load(name)
        except RefusedError:
            pass
        except MissingError:
            if not may_miss:
                config.say(None, f"The file '{latin(name)}' was listed as a #include but it does not exist.")
                raise RefusedError from None

    def option(self, line: bytes) -> None:
        if self.category is None:
            self.say(f"parse error: No category context for line {self.lineno}")
            raise RefusedError
        escaped = line.startswith(b"\\")
        if escaped:
            line = line[1:]
            if not line or line[0] < 33 or line[0] > 127:
                self.say(f"Invalid escape in line {self.lineno}")
                raise RefusedError
        equal = line.find(b"=", 1 if escaped else 0)
        if equal < 0:
            self.say(f"No '=' (equal sign) in line {self.lineno}")
        elif equal > escaped and line[equal - 1] == ord("+"):
            self.append(line[: equal - 1].strip(BLANK), line[equal + 1 :])
        else:
            value = line[equal + 1 :]
            self.assign(line[:equal].strip(BLANK), value[1:] if value.startswith(b">") else value)

    def append(self, name: bytes, value: bytes) -> None:
        assert self.category is not None
        variables = self.category.variables
        last = next((known for known in reversed(variables) if known[0] == name), None)
        if last is None:
            self.assign(name, value)
            return
        longer = (last[1] + value).strip(BLANK)
        for at, known in enumerate(variables):
            if known[0].lower() == name.lower() and (not last[1] or known[1].lower() == last[1].lower()):
                variables[at] = (name, longer)
                return

    def assign(self, name: bytes, value: bytes) -> None:
        assert self.category is not None
        if name:
            self.category.variables.append((name, value.strip(BLANK)))
        else:
            self.say(f"No variable name in line {self.lineno}")


def too_long(text: bytes) -> bool:
    return len(text) == CHUNK and not text.endswith(b"\n")


def latin(text: bytes) -> str:
    return text.decode("latin-1")
