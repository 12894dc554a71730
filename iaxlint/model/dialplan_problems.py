"""What Asterisk logs about the lines of extensions.conf, and what it should log but does not."""

from __future__ import annotations

KINDS: dict[str, str] = {
    # pbx_config.c:pbx_load_config
    "same-without-exten": "No previous pattern in the first entry of context '{context}' to match '{name}' {where}!",
    "label-unclosed": "Label missing trailing ')' {where}",
    "next-without-exten": "Can't use 'next' priority on the first entry {where}!",
    "same-priority-without-exten": "Can't use 'same' priority on the first entry {where}!",
    "priority-no-number": "Invalid priority/label '{priority}' {where}",
    "priority-below-one": "Invalid priority '{priority}' {where}",
    "parenthesis-missing": "No closing parenthesis found? '{application}' {where}",
    "pattern-too-wide": "The use of '{extension}' for an extension is strongly discouraged and can have unexpected "
    "behavior.  Please use '_X{last}' instead {where}",
    "include-twice": "Context '{name}' already included in '{context}' context on include {where}",
    "ignorepat-twice": "Unable to include ignorepat '{name}' in context '{context}' {where}",
    "switch-twice": "Unable to include switch '{name}' in context '{context}' {where}",
    "directive-unknown": "==!!== Unknown directive: {name} {where} -- IGNORING!!!",
    # pbx.c:ast_add_extension2_lockopt, add_priority, ext_cmp_pattern_pos and ast_context_verify_includes
    "extension-empty": "You have to be kidding-- add exten '' to context {context}? Figure out a name and call me "
    "back. Action ignored.",
    "priority-twice": "Unable to register extension '{extension}' priority {priority} in '{context}', already in use",
    "priority-twice-aliased": "Unable to register extension '{extension}' priority {priority} in '{context}', already "
    "in use by aliased extension '{known}'",
    "label-twice": "Extension '{extension}' priority {priority} in '{context}', label '{label}' already in use at "
    "priority {known}",
    "set-unclosed": "Wrong usage of [] in the extension",
    "include-missing-context": "Context '{context}' tries to include nonexistent context '{name}'",
    # nothing is logged for these
    "priority-after-hint": "'{priority}' after a hint is priority 0, and the line is dropped without a word",
}
"""By kind: the message, where `{where}` is `at line N of FILE`."""
