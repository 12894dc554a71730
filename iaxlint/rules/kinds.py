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
    "filter-too-hard": "filter-invalid",
    "not-regular": "file-unread",
    "outside": "file-unread",
    "unreadable": "file-unread",
    "too-large": "file-unread",
    "too-much": "file-unread",
    **dict.fromkeys(
        (
            "amaflags-invalid",
            "bandwidth-invalid",
            "boolean-invalid",
            "calltoken-invalid",
            "codec-framing",
            "cos-invalid",
            "limit-invalid",
            "limit-range-invalid",
            "number-invalid",
            "number-out-of-range",
            "qualify-invalid",
            "register-interval",
            "tos-invalid",
        ),
        "value-invalid",
    ),
    **dict.fromkeys(("register-format", "register-port", "register-host-empty"), "register-invalid"),
}

UNREPORTED = {
    "auth-plaintext": "a rule of its own looks at what a user takes, whichever line it comes from",
    "host-port": "the call that fails for it is reported",
}
"""Kinds that no rule reports, and why."""
