"""Directives: files that are included, and files that can't be."""

from __future__ import annotations

from iaxlint.grammar.tree import Directive, Option
from iaxlint.loader.config import Variable, fold
from iaxlint.loader.folder import FileError
from iaxlint.rules.finding import about_line, header_of
from iaxlint.rules.mending import at, cut, is_foreign, line_at, safe, unsafe
from iaxlint.rules.registry import rule
from iaxlint.suggest import clearly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.grammar.tree import BadHeader, File, Header
    from iaxlint.loader.config import Category
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Fixes
    from iaxlint.rules.trouble import Trouble


TRYINCLUDE = (11, 0)
"""The first version that knows `#tryinclude`."""


@rule("IAX030", "include-missing", category="syntax", severity="error", since="0.1", fix="unsafe")
def include_missing(trouble: Trouble) -> Iterator[Diagnostic]:
    """A file that is included is not there, and Asterisk refuses the file that includes it.

    A relative name counts from Asterisk's configuration folder, also in a file that lies deeper; a pattern
    that fits no file counts as missing (`main/config.c:process_text_line`).  `#tryinclude` takes what is
    there and goes on.

    Example:
        #include "iax-trunks.conf"

    Mend: add the file, mend its name, or write `#tryinclude`.
    """
    yield trouble.finding(
        f"this file is not there: {trouble.outcome}",
        "add the file, or write #tryinclude if it may be absent",
        _with_word(trouble, "tryinclude") if trouble.server.version.number >= TRYINCLUDE else (),
    )


@rule("IAX031", "include-too-deep", category="syntax", severity="error", since="0.1")
def include_too_deep(trouble: Trouble) -> Iterator[Diagnostic]:
    """Files include each other more than ten deep, as they do when one includes itself.

    `main/config.c:ast_config_internal_load` stops at the tenth level: "Maximum Include level (10) exceeded",
    and counts the file as missing.

    Example:
        #include "iax.conf"

    Mend: take the loop out.
    """
    yield trouble.finding(f"includes go too deep here: {trouble.outcome}", "let no file include itself")


@rule("IAX032", "include-repeated", category="syntax", severity="info", since="0.1", fix="unsafe")
def include_repeated(trouble: Trouble) -> Iterator[Diagnostic]:
    """A file is included twice, so that its lines count twice.

    `main/config.c:ast_include_new` says so in the log, and loads it again: sections of one name are merged,
    secrets and access rules are there twice.

    Example:
        #include "trunks.conf"
        #include "trunks.conf"

    Mend: delete one of the two lines.
    """
    node = line_at(trouble.problem.source, trouble.problem.start)
    yield trouble.finding(
        f"{trouble.server.name} has loaded this file before, and loads it again",
        "include it once",
        unsafe("delete the line", cut(trouble.problem.source, node)) if isinstance(node, Directive) else (),
    )


@rule("IAX033", "directive-unknown", category="syntax", severity="warning", since="0.1", fix="safe")
def directive_unknown(trouble: Trouble) -> Iterator[Diagnostic]:
    """A line begins with `#` and a word that is no directive, and is skipped.

    `main/config.c:process_text_line` knows `#include`, `#tryinclude` and `#exec`.  `#` begins no comment.

    Example:
        [general]
        # bindport=4569

    Mend: begin comments with `;`.
    """
    yield trouble.finding(
        f"{trouble.server.name} knows no directive of that name and skips the line; # begins no comment",
        "write ; before a comment, or #include, #tryinclude or #exec",
        _with_word(trouble, clearly(_word(trouble), ("include", "tryinclude"))) or _comment(trouble),
    )


def _word(trouble: Trouble) -> str:
    """The word of a directive."""
    node = line_at(trouble.problem.source, trouble.problem.start)
    return node.name if isinstance(node, Directive) else ""


def _with_word(trouble: Trouble, word: str) -> Fixes:
    """Write another word behind the `#`."""
    source, node = trouble.problem.source, line_at(trouble.problem.source, trouble.problem.start)
    if not word or not isinstance(node, Directive):
        return ()
    return unsafe(f"write #{word}", at(source, node.name_start + 1, node.name_end, word))


def _comment(trouble: Trouble) -> Fixes:
    """Begin a comment where a line begins with `#`."""
    source, node = trouble.problem.source, line_at(trouble.problem.source, trouble.problem.start)
    if not isinstance(node, Directive) or is_foreign(source.text[node.start : node.end]):
        return ()
    start = node.name_start
    sign = "; " if source.text.startswith("-", start + 1) else ";"
    return safe("write ; in the place of #", at(source, start, start + 1, sign))


@rule("IAX034", "directive-without-argument", category="syntax", severity="warning", since="0.1", fix="safe")
def directive_without_argument(trouble: Trouble) -> Iterator[Diagnostic]:
    """A directive names no file or program, and is skipped.

    `main/config.c:process_text_line` warns, and goes on with the next line.

    Example:
        #include

    Mend: name the file, or delete the line.
    """
    node = line_at(trouble.problem.source, trouble.problem.start)
    yield trouble.finding(
        f"this directive names nothing: {trouble.server.name} skips it",
        "name the file to include",
        safe("delete the line", cut(trouble.problem.source, node)) if isinstance(node, Directive) else (),
    )


@rule("IAX035", "exec-disabled", category="syntax", severity="warning", since="0.1")
def exec_disabled(trouble: Trouble) -> Iterator[Diagnostic]:
    """`#exec` is not carried out, because `asterisk.conf` does not allow it.

    Without `execincludes=yes` in `[options]` of `asterisk.conf`, `main/config.c:process_text_line` logs an
    error and goes on without the program's output.

    Example:
        #exec /usr/local/bin/trunks

    Mend: write `execincludes=yes` in `[options]` of `asterisk.conf`, or include a file.
    """
    yield trouble.finding(
        f"{trouble.server.name} runs no program here, because asterisk.conf does not say execincludes=yes",
        "include a file, or allow it in [options] of asterisk.conf",
    )


@rule("IAX036", "file-unread", category="syntax", severity="warning", since="0.1")
def file_unread(trouble: Trouble) -> Iterator[Diagnostic]:
    """A file is there for Asterisk, but was not read here.

    Only regular files below a server's configuration folder are read, up to 64 MB each; what an include
    outside of it holds can't be judged, and verdicts that hang on it are unknown.

    Example:
        #include "/srv/shared/trunks.conf"

    Mend: copy the file into the server's folder, or accept that it is not checked.
    """
    yield trouble.finding(
        f"{trouble.problem.message}: what it holds is not checked", "put the file below the server's folder"
    )


@rule("IAX037", "include-changes-section", category="syntax", severity="warning", since="0.1")
def include_changes_section(server: Server) -> Iterator[Diagnostic]:
    """The first lines of a file that is included belong to another section than the one it is included in.

    Lines above the first header of such a file belong to the section that was opened last, in whichever file
    (`main/config.c:config_text_file_load`).  Where a file that was included before it opened sections, that is the
    last of those, and not the one that the `#include` stands in.

    Example:
        [general]
        #include "trunks.conf"
        #include "limits.conf"

    Mend: begin the file with the header that its lines belong to, as in `[general](+)`, or include it first.
    """
    for config in server.configs.values():
        if len(config.files) < 3:
            continue
        owners = {
            id(variable.node): category
            for category in config.categories
            for variable in category.variables
            if not variable.via
        }
        for file in config.files:
            for section in file.sections:
                for node in section.body:
                    if isinstance(node, Directive) and node.name.lower() in ("include", "tryinclude"):
                        yield from _stray_lines(server, section.header, _included(server, node.argument), owners)


def _included(server: Server, argument: str) -> Iterator[File]:
    """The files that the argument of an `#include` stands for, as far as they can be read."""
    try:
        for name in server.folder.glob(server.folder.locate(argument.strip('"<>'))):
            yield server.folder.file(name)
    except FileError:
        return


def _stray_lines(
    server: Server, header: Header | BadHeader, files: Iterator[File], owners: dict[int, Category]
) -> Iterator[Diagnostic]:
    for file in files:
        first = next((node for node in file.preamble if isinstance(node, Option)), None)
        owner = owners.get(id(first))
        if first is not None and owner is not None and fold(owner.name) != fold(header.name):
            line = Variable(first.key, first.value, file.source, first)
            yield about_line(
                server,
                owner.name,
                line,
                f"the lines from here on belong to [{owner.name}], which was opened last, and not to "
                f"[{header.name}], in which this file is included",
                f"begin the file with [{header.name}](+), or include it first",
                (header_of(server, owner, "the section that gets the lines"),),
            )
