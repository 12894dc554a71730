"""Users: what a call comes in as (`chan_iax2.c:build_user`)."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessList
    from iaxlint.model.codec import Codecs


@record
class User:
    """A section of `type=user` or `friend`; several of one name are one user."""

    name: str
    categories: list[Category]
    """The sections that it was made of, in order; `[general]` of users.conf first where it took part."""
    contexts: list[tuple[str, Variable]]
    """The contexts that a caller may ask for, the first for callers who ask for none; empty: `default`."""
    secret: str
    """Every `secret` joined by `;`: each part between two `;` is accepted."""
    secrets: tuple[Variable, ...]
    """The lines that `secret` is made of."""
    dbsecret: str
    inkeys: str
    """Names of public keys, separated by `:`."""
    auth: int
    """A mask of `auth.PLAINTEXT`, `auth.MD5` and `auth.RSA`."""
    encryption: bool
    force_encryption: bool
    codecs: Codecs
    codec_caller_first: bool
    codec_no_preferences: bool
    codec_requested_only: bool
    access: AccessList
    max_auth_requests: int
    calltoken: str
    """`default` (needed unless the address is optional), `no`, `auto` or `yes`."""
    trunk: bool
    immediate: bool
    callerid: bool
    """Whether the section sets a caller id, which replaces the caller's own."""
    caller_number: str
    transfer: str
    decided: dict[str, list[Variable]]
    """Every line of its sections by option name in lower case, in order, whether a user reads it or not."""

    @property
    def passwords(self) -> list[str]:
        """Each secret that is accepted by MD5 (`chan_iax2.c:authenticate_verify` splits at `;`)."""
        return self.secret.split(";") if self.secret else []
