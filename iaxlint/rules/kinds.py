"""Which rule reports what the loader and the model complain of, by the kind of the complaint.

A kind that is not named here has a rule of the same name.
"""

from __future__ import annotations

RULE_OF = {
    "no-closing-bracket": "header-open",
    "no-closing-parenthesis": "header-open",
    "inheritance-missing": "template-missing",
    "no-category": "line-outside-section",
    "no-equal-sign": "line-without-equal-sign",
    "no-name": "line-without-name",
    "inherits-itself": "template-loop",
    "filter-unread": "file-unread",
    "not-regular": "file-unread",
    "outside": "file-unread",
    "unreadable": "file-unread",
    "too-large": "file-unread",
    "too-much": "file-unread",
    **dict.fromkeys(
        ("codec-framing", "limit-invalid", "limit-range-invalid", "register-interval", "tos-invalid"), "value-refused"
    ),
    **dict.fromkeys(("register-format", "register-port", "register-host-empty"), "register-invalid"),
}

DIALPLAN_RULE_OF = {
    **dict.fromkeys(
        (
            "same-without-exten",
            "next-without-exten",
            "same-priority-without-exten",
            "priority-no-number",
            "priority-below-one",
            "priority-after-hint",
            "extension-empty",
            "directive-unknown",
        ),
        "dialplan-line-dropped",
    ),
    **dict.fromkeys(("label-unclosed", "parenthesis-missing", "set-unclosed"), "dialplan-line-misread"),
    **dict.fromkeys(
        (
            "priority-twice",
            "priority-twice-aliased",
            "label-twice",
            "include-twice",
            "ignorepat-twice",
            "switch-twice",
        ),
        "dialplan-line-repeated",
    ),
    "include-missing-context": "include-undefined",
}

COVERED: dict[str, tuple[str, ...]] = {
    "codecs-empty": ("codec-none",),
    "context-undefined": ("context-missing", "context-list"),
    "acl-undefined": ("access-list-denies",),
    "value-invalid": ("qualify-impossible",),
}
"""Rules whose findings say nothing new in a section where one of the others has found something."""

_VALUE = "every value is held against what its option takes, whether Asterisk logs it or not"

UNREPORTED = {
    "auth-plaintext": "a rule of its own looks at what a user takes, whichever line it comes from",
    "host-port": "the call that fails for it is reported",
    "bandwidth-invalid": _VALUE,
    "boolean-invalid": _VALUE,
    "calltoken-invalid": _VALUE,
    "cos-invalid": _VALUE,
    "number-invalid": _VALUE,
    "number-out-of-range": _VALUE,
    "qualify-invalid": _VALUE,
}
"""Kinds of complaints that no rule reports, and why."""
