"""Lines and headers that Asterisk's loader refuses, skips, or reads otherwise than they look."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.grammar.tree import Block, Header
from iaxlint.rules.failure import section_at
from iaxlint.rules.mending import at, safe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server
    from iaxlint.rules.trouble import Trouble


@rule("IAX001", "header-open", category="syntax", severity="error", since="0.1", fix="safe")
def header_open(trouble: Trouble) -> Iterator[Diagnostic]:
    """The header of a section lacks its `]` or `)`, and Asterisk refuses the file.

    `main/config.c:process_text_line` needs both on the line of the `[`; a `;` before them begins a comment.

    Example:
        [bar
        type=friend

    Mend: close the bracket or the parenthesis.
    """
    from iaxlint.rules.mending_syntax import close_header

    missing = "]" if "bracket" in trouble.problem.kind else ")"
    yield trouble.finding(
        f"this header lacks its {missing}: {trouble.outcome}", f"add the {missing}", close_header(trouble)
    )


@rule("IAX002", "template-missing", category="syntax", severity="error", since="0.1", fix="safe")
def template_missing(trouble: Trouble) -> Iterator[Diagnostic]:
    """A section inherits from one that does not stand above it, and Asterisk refuses the file.

    A template must be defined before it is used, and each word between the parentheses is a name as it
    stands: in `(base, codecs)` the second begins with a blank, and no section is called so
    (`main/config.c:process_text_line`).

    Example:
        [bar](trunk)
        username=foo

        [trunk](!)
        type=friend

    Mend: move the template above its first use, mend its name, or delete the blank behind the comma.
    """
    from iaxlint.rules.mending_syntax import known_parents

    text = trouble.problem.source.text[trouble.problem.start : trouble.problem.end].strip("\n")
    blank = " The blank belongs to the name." if text != text.strip() else ""
    yield trouble.finding(
        f"there is no section to inherit from above this line: {trouble.outcome}.{blank}".rstrip("."),
        "define the template above, and write no blanks between the parentheses",
        known_parents(trouble),
    )


@rule("IAX003", "addition-missing", category="syntax", severity="error", since="0.1")
def addition_missing(trouble: Trouble) -> Iterator[Diagnostic]:
    """`[name](+)` adds to a section that does not stand above it, and Asterisk refuses the file.

    The section must have been read before, in the same file or in one included above
    (`main/config.c:process_text_line`).

    Example:
        [bar](+)
        qualify=yes

    Mend: delete the `(+)`, mend the name, or move the addition below the section.
    """
    yield trouble.finding(
        f"there is no such section above to add to: {trouble.outcome}",
        "delete the (+), or move it below the section",
    )


@rule("IAX004", "line-outside-section", category="syntax", severity="error", since="0.1")
def line_outside_section(trouble: Trouble) -> Iterator[Diagnostic]:
    """An option stands above the first header, and Asterisk refuses the file.

    `main/config.c:process_text_line` logs "No category context" and gives up.

    Example:
        bindport=4569

        [general]
        disallow=all

    Mend: move the line below `[general]`.
    """
    yield trouble.finding(
        f"this line belongs to no section: {trouble.outcome}",
        "move it below the header of its section",
    )


@rule("IAX005", "template-loop", category="syntax", severity="error", since="0.1", fix="safe")
def template_loop(trouble: Trouble) -> Iterator[Diagnostic]:
    """A section inherits from itself, and Asterisk never finishes loading.

    `main/config.c:ast_category_inherit` copies the lines of a section to its own end as long as there are
    more of them, which then never ends.

    Example:
        [bar]
        type=friend

        [bar](+,bar)
        qualify=yes

    Mend: take the section's own name out of the parentheses.
    """
    from iaxlint.rules.mending_syntax import no_own_name

    yield trouble.finding(
        f"this section inherits from itself: {trouble.server.name} hangs while it loads",
        "delete its own name",
        no_own_name(trouble),
    )


@rule("IAX006", "filter-invalid", category="syntax", severity="warning", since="0.1")
def filter_invalid(trouble: Trouble) -> Iterator[Diagnostic]:
    """The filter between the parentheses of a header is no regular expression.

    `[name](+option=expression)` adds to the section of that name whose option fits
    (`main/config.c:category_get_sep`); with an expression that does not compile there is none.

    Example:
        [bar](+secret=*)
        qualify=yes

    Mend: write a regular expression, as in `(+type=^friend$)`.
    """
    yield trouble.finding(
        f"the filter of this header is not usable: {trouble.outcome}",
        "write a regular expression behind the equal sign",
    )


@rule("IAX010", "line-without-equal-sign", category="syntax", severity="warning", since="0.1", fix="safe")
def line_without_equal_sign(trouble: Trouble) -> Iterator[Diagnostic]:
    """A line has no equal sign, and Asterisk skips it.

    `main/config.c:process_text_line` takes each line for `name = value`; a comment begins with `;`, never
    with `#` or `//`.

    Example:
        [bar]
        type friend

    Mend: write `name=value`, or put a `;` before what is meant as a comment.
    """
    from iaxlint.rules.mending_syntax import equal_sign_or_comment

    yield trouble.finding(
        f"this line has no equal sign: {trouble.server.name} skips it",
        "write name=value, or ; before a comment",
        equal_sign_or_comment(trouble),
    )


@rule("IAX011", "line-without-name", category="syntax", severity="warning", since="0.1")
def line_without_name(trouble: Trouble) -> Iterator[Diagnostic]:
    """Nothing stands before the equal sign, and Asterisk skips the line.

    `main/config.c:process_text_line` logs "No variable name", and goes on with the next line.

    Example:
        [bar]
        =friend

    Mend: write the option's name before the equal sign.
    """
    yield trouble.finding(
        f"no name stands before the equal sign: {trouble.server.name} skips the line",
        "write the option's name before the equal sign",
    )


@rule("IAX012", "line-too-long", category="syntax", severity="warning", since="0.1")
def line_too_long(trouble: Trouble) -> Iterator[Diagnostic]:
    """A line is longer than Asterisk's buffer, and is skipped.

    `main/config.c:config_text_file_load` reads into 8192 bytes; of a line that does not fit nothing is kept.

    Example:
        [bar]
        type=friend

    Mend: shorten the line.
    """
    yield trouble.finding(f"this line has more than 8190 bytes: {trouble.server.name} skips it", "shorten it")


@rule("IAX013", "escape-invalid", category="syntax", severity="error", since="0.1", fix="safe")
def escape_invalid(trouble: Trouble) -> Iterator[Diagnostic]:
    """A line begins with a backslash and a blank, and Asterisk refuses the file.

    At the beginning of a line a backslash takes from the sign behind it what that would mean there, such as
    `[` or `#`; a blank means nothing, and `main/config.c:process_text_line` gives up.

    Example:
        [bar]
        type=friend
        \\ host=192.168.2.3

    Mend: delete the backslash.
    """
    start = trouble.problem.start
    fixes = safe("delete the backslash", at(trouble.problem.source, start, start + 1, ""))
    yield trouble.finding(f"a backslash before a blank: {trouble.outcome}", "delete the backslash", fixes)


@rule("IAX014", "comment-open", category="syntax", severity="error", since="0.1")
def comment_open(trouble: Trouble) -> Iterator[Diagnostic]:
    """A block comment is not closed, and hides the rest of the file.

    `;--` begins a comment that goes on over lines until `--;`, and nests.  A third dash makes it a comment of
    one line (`main/config.c:config_text_file_load`).

    Example:
        ;-- the old trunk
        [bar]
        type=friend

    Mend: close it with `--;`, or begin it with `;---`.
    """
    yield trouble.finding(
        f"this comment is not closed: {trouble.server.name} reads nothing below it in {trouble.problem.source.path}",
        "close it with --;",
    )


@rule("IAX015", "comments-too-deep", category="syntax", severity="error", since="0.1")
def comments_too_deep(trouble: Trouble) -> Iterator[Diagnostic]:
    """Block comments nest more than 128 deep, and Asterisk hangs while it loads.

    `main/config.c:config_text_file_load` logs "Maximum nest limit of 128 reached" over and over, without
    an end, until the disk is full.

    Example:
        ;--

    Mend: close the comments with `--;`.
    """
    yield trouble.finding(
        f"comments nest more than 128 deep here: {trouble.server.name} hangs while it loads", "close them with --;"
    )


@rule("IAX016", "comment-end-stray", category="syntax", severity="error", since="0.1", fix="safe")
def comment_end_stray(file: File, server: Server) -> Iterator[Diagnostic]:
    """A `--;` that closes no comment hides the rest of the file.

    `main/config.c:config_text_file_load` counts comments down at a `--;` outside of one too; the count is
    then below zero, which is taken for "inside a comment", and nothing says a word.

    Example:
        [bar]
        type=friend --;
        host=192.168.2.3

    Mend: delete the `--;`, or write `;--` where the comment should begin.
    """
    body = file.sections[-1].body if file.sections else file.preamble
    last = body[-1] if body else None
    if type(last) is Block and last.stray:
        from iaxlint.rules.mending_syntax import without_mark

        place = Place(file.source, last.mark, last.mark + 3)
        yield Diagnostic(
            f"this --; closes no comment: {server.name} takes the rest of {file.source.path} for one",
            place,
            help="delete it",
            section=section_at(place),
            fixes=safe("delete the --;", without_mark(place)),
        )


@rule("IAX017", "header-tail", category="syntax", severity="warning", since="0.1", fix="safe")
def header_tail(file: File, server: Server) -> Iterator[Diagnostic]:
    """Text behind a header is not read.

    `main/config.c:process_text_line` looks at nothing behind the `]`, or behind the `)` that follows it at
    once.

    Example:
        [bar] type=friend

    Mend: move it to a line of its own, or put a `;` before it.
    """
    for header, place in _tails(file):
        if not header.tail.startswith("("):
            from iaxlint.rules.mending_syntax import beside_header

            yield Diagnostic(
                f"{server.name} does not read what stands behind the header [{header.name}]",
                place,
                help="move it to a line of its own",
                section=header.name,
                fixes=beside_header(header, place),
            )


@rule("IAX018", "header-blank", category="syntax", severity="warning", since="0.1", fix="safe")
def header_blank(file: File, server: Server) -> Iterator[Diagnostic]:
    """A blank between `]` and `(` takes away what stands between the parentheses.

    `main/config.c:process_text_line` looks for a `(` right behind the `]`.  With a blank between them, a
    template is an ordinary section, and a section inherits nothing; nothing says a word.

    Example:
        [bar] (base)
        username=foo

    Mend: delete the blank.
    """
    for header, place in _tails(file):
        if header.tail.startswith("("):
            from iaxlint.rules.mending_syntax import close_up

            yield Diagnostic(
                f"the blank before the parenthesis hides it: to {server.name} this is a plain section [{header.name}]",
                place,
                help=f"write [{header.name}]{header.tail}",
                section=header.name,
                fixes=close_up(header, place, server),
            )


def _tails(file: File) -> Iterator[tuple[Header, Place]]:
    for section in file.sections:
        header = section.header
        if type(header) is Header and header.tail:
            yield header, Place(file.source, header.tail_start, header.tail_end)
