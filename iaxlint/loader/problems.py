"""What can be wrong with a configuration file: how Asterisk logs it, and whether it gives up.

The messages are those of `main/config.c`, without the name of the file at their end.  `{line}` is
Asterisk's own count, which goes on through all files of a pattern.
"""

from __future__ import annotations

KINDS: dict[str, tuple[bool, str]] = {
    # process_text_line
    "no-closing-bracket": (True, "parse error: no closing ']', line {line}"),
    "no-closing-parenthesis": (True, "parse error: no closing ')', line {line}"),
    "addition-missing": (True, "Category addition requested, but category '{name}' does not exist, line {line}"),
    "inheritance-missing": (True, "Inheritance requested, but category '{name}' does not exist, line {line}"),
    "filter-invalid": (False, "Regular expression '{name}' failed to compile"),
    "no-category": (True, "parse error: No category context for line {line}"),
    "escape-invalid": (True, "Invalid escape in line {line}"),
    "no-equal-sign": (False, "No '=' (equal sign) in line {line}"),
    "no-name": (False, "No variable name in line {line}"),
    "directive-unknown": (False, "Unknown directive '#{name}' at line {line}"),
    "directive-without-argument": (False, "Directive '#{name}' needs an argument ({what}) at line {line}"),
    "exec-disabled": (
        False,
        "Cannot perform #exec unless execincludes option is enabled in asterisk.conf (options section)!",
    ),
    "include-missing": (True, "The file '{name}' was listed as a #include but it does not exist."),
    # ast_include_new
    "include-repeated": (
        False,
        "'{path}', line {line}:  Same File included more than once!"
        " This data will be saved in {name} if saved back to disk.",
    ),
    # ast_config_internal_load
    "include-too-deep": (False, "Maximum Include level ({most}) exceeded"),
    # config_text_file_load
    "line-too-long": (False, "Line {line} too long, skipping."),
    "comment-open": (False, "Unterminated comment detected beginning on line {line}"),
    "not-regular": (False, "'{path}' is not a regular file, ignoring"),
    # where Asterisk would never end
    "comments-too-deep": (True, "Maximum nest limit of 128 reached."),
    "inherits-itself": (True, "Category '{name}' is asked to inherit from itself, line {line}: Asterisk never ends"),
    # what iaxlint itself does not read
    "outside": (False, "{path} {reason}"),
    "unreadable": (False, "{path} {reason}"),
    "too-large": (False, "{path} {reason}"),
    "filter-unread": (False, "the filter '{name}' in line {line} is not read; the first '{section}' is taken"),
    "too-much": (True, "more than {most} values come of templates and includes: given up"),
}
"""By kind: whether the file is refused from there on, and the words of the log.

A file that is refused counts as a whole only when it is the one that was asked for; of one that is
included, what stands before stays loaded.
"""
