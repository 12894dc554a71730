"""No secret is left in a shown line, and columns still point at what they pointed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.report.mask import HIDDEN, mask_line, mask_value, unmasked
from iaxlint.report.secrets import secret_spans

MASKED = {
    "secret=hunter2 ; was hunter1": "secret=<secret>",
    "secret => a;b": "secret => <secret>",
    "secret+=abc": "secret+=<secret>",
    "  Secret\t=\tabc": "  Secret\t=\t<secret>",
    "; secret = x": "; secret = <secret>",
    ";-- secret=x --;": ";-- secret=<secret>",
    "secret hunter2": "secret <secret>",
    "secret: hunter2": "secret: <secret>",
    "secrt=abc": "secrt=<secret>",
    "sercet = 12": "sercet = <secret>",
    "passwrd=12": "passwrd=<secret>",
    "dbsecret=hunter2": "dbsecret=<secret>",
    "dbsecret = hunter2 ; family/key": "dbsecret = <secret>",
    "md5secret=1": "md5secret=<secret>",
    "[broken] secret=1": "[broken] secret=<secret>",
    "username=foo ; old secret=abc, was": "username=foo ; old secret=<secret>",
    " same => n,Set(IAXSECRET=abc)": " same => n,Set(IAXSECRET=<secret>",
    "register => foo:pw@host:4569/x": "register => foo:<secret>@host:4569/x",
    "register => foo : pw @ host": "register => foo :<secret>@ host",
    "register => foo:p@ss@host": "register => foo:<secret>@host",
    "register => foo:pw": "register => foo:<secret>",
    ";register=foo:pw@host": ";register=foo:<secret>@host",
    "exten => 1,1,Dial(IAX2/u:s@p/23@ctx,20)": "exten => 1,1,Dial(IAX2/u:<secret>@p/23@ctx,20)",
    "Dial(IAX2/u:s@p/1&IAX2/a:b@c/2)": "Dial(IAX2/u:<secret>@p/1&IAX2/a:<secret>@c/2)",
    "switch => IAX2/foo:pw@bar/ctx": "switch => IAX2/foo:<secret>@bar/ctx",
    "TRUNK=IAX2/foo:p@ss@bar": "TRUNK=IAX2/foo:<secret>@bar",
    "exten => 1,1,Authenticate(4711,j)": "exten => 1,1,Authenticate(<secret>,j)",
    "exten => 1,1,DISA(4711|out)": "exten => 1,1,DISA(<secret>|out)",
    "exten => 1,1,Set(X=${CURL(https://u:pw@host:80/x)})": "exten => 1,1,Set(X=${CURL(https://u:<secret>@host:80/x)})",
    "Dial(IAX2/foo@here:pw@bar/23)": "Dial(IAX2/foo@here:<secret>@bar/23)",
    "IAX2/foo:se&cr/et@bar": "IAX2/foo:<secret>@bar",
    # the second sign is part of the secret, as ast_config_load reads it
    "secret==hunter2": "secret=<secret>",
    "; secret ==hunter2": "; secret =<secret>",
    "secret hunter=2": "secret <secret>",
    "Password\thunter=2 ": "Password\t<secret> ",
    "secrt ++ = hunter2": "secrt ++ = <secret>",
    "sekrit=hunter2": "sekrit=<secret>",
    # what no Asterisk of today runs, and what a passcode is all the same
    "exten => 1,1,Authenticate,4711": "exten => 1,1,Authenticate,<secret>",
    "exten => 1,1,Authenticate (4711)": "exten => 1,1,Authenticate (<secret>)",
    "exten => 1,1,DISA,4711,out": "exten => 1,1,DISA,<secret>,out",
    "exten => 1,1,DISA|4711|out": "exten => 1,1,DISA|<secret>|out",
    "exten => 1,1,DISA (4711)": "exten => 1,1,DISA (<secret>)",
    "exten => 1,1,DISA\t(4711)": "exten => 1,1,DISA\t(<secret>)",
    "pwd=hunter2": "pwd=<secret>",
    "pasword=hunter2": "pasword=<secret>",
    "; pass: hunter2": "; pass: <secret>",
    **{
        f" same => n,Set({name}=ab)": f" same => n,Set({name}=<secret>"
        for name in ("SECRET2", "SECRET-A", "SECRET.A", "PASSWD", "PASSPHRASE", "DIALPWD", "PASS")
    },
    "  Register => foo:pw@host": "  Register => foo:<secret>@host",
    "\t; register => foo:pw@host": "\t; register => foo:<secret>@host",
    "exten => 1,1,Dial(iax2/u:s@p/23)": "exten => 1,1,Dial(iax2/u:<secret>@p/23)",
    "exten => 1,1,Dial(SIP/u:s@p)": "exten => 1,1,Dial(SIP/u:<secret>@p)",
    "exten => 1,1,Dial(PJSIP/u:s@p)": "exten => 1,1,Dial(PJSIP/u:<secret>@p)",
    # two secrets, one within the other or right behind it
    "register => foo:a-pass=b@host ; pass=hunter2": "register => foo:<secret>",
    "register => foo:pass=@host": "register => foo:<secret>",
}

HARMLESS = [
    "secret=",
    "secret",
    "; secret must be long",
    "[secret-agents]",
    "dbsecret=family/key",
    "DBsecret => family/key ; note",
    "; dbsecret: family/key",
    "dbsecret += family/key",
    "context=bypass",
    "auth=plaintext",
    "forceencryption=yes",
    "register => foo@host",
    "register => foo:[key]@host",
    "exten => 1,1,Dial(IAX2/bar:4570/23@ctx)",
    "exten => 1,1,Dial(IAX2/foo@bar:4570/23@ctx)",
    "exten => 1,1,Dial(IAX2/${USER}:${PW}@bar/23)",
    "host=192.168.2.3",
    "exten => 1,1,Authenticate(/etc/asterisk/pins)",
    "exten => 1,1,Authenticate(${PIN})",
    "exten => 1,1,DISA(no-password,out)",
    "exten => 1,1,System(curl http://host:80/x@y)",
    "; secret=",
    "; secret= ",
    "secrt=",
    "secrt = ",
    "secret :",
    "password ",
    "select=all",
    "register => foo:@host",
    "exten => 1,1,Dial(IAX2/foo:@bar/23@ctx)",
]


@pytest.mark.parametrize("line", MASKED)
def test_secrets_are_masked(line: str) -> None:
    assert mask_line(line).text == MASKED[line]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask_line(line).text == line


def test_a_loaded_value_is_masked_like_its_line() -> None:
    assert mask_value("secret", "hunter2") == HIDDEN
    assert mask_value("SECRET", "") == ""
    assert mask_value("register", "foo:pw@host") == "foo:<secret>@host"
    assert mask_value("exten", "1,1,Dial(IAX2/u:s@p/23)") == "1,1,Dial(IAX2/u:<secret>@p/23)"
    assert mask_value("host", "dynamic") == "dynamic"
    assert mask_value("IAX2/u:s@p", "dynamic") == "dynamic"
    assert mask_value("secret: x", "hunter2") == HIDDEN


def test_columns_follow_what_they_point_at() -> None:
    masked = mask_line("register => foo:pw@host")
    assert masked.text[masked.column(19) :] == "host"
    assert masked.text[masked.column(16) : masked.column(18, end=True)] == HIDDEN
    assert masked.text[masked.column(17) : masked.column(17, end=True)] == HIDDEN
    assert masked.column(12) == 12
    assert masked.column(16, end=True) == 16
    assert masked.text[masked.column(18) :] == "@host"
    twice = mask_line("Dial(IAX2/u:s@p/1&IAX2/a:longer@c/2)")
    assert twice.text[twice.column(27) :] == twice.text[twice.column(30) :] == f"{HIDDEN}@c/2)"
    assert twice.text[twice.column(30, end=True) :] == "@c/2)"


NAMES = (
    "secret",
    "pass",
    "pwd",
    "secrt",
    "register",
    "authenticate",
    "Disa",
    "dbsecret",
    "IAX2/",
    "SIP/",
    "x://",
    "k/v",
)
PIECES = st.sampled_from([*NAMES, "${X}", "=>", "42", *"x=+:@(),|&;[] \t"])


@given(st.lists(PIECES, max_size=9).map("".join))
def test_a_line_that_is_not_searched_holds_no_secret(line: str) -> None:
    """Most lines are only looked at for words without which they hold none, or are plain."""
    assert mask_line(line).spans == secret_spans(line)


def test_those_who_ask_see_the_line() -> None:
    assert unmasked("secret=x").text == "secret=x"


@given(st.text(alphabet="secrtpa=:@/;IAX2 &,([]${}\t", max_size=60), st.integers(0, 60))
def test_any_line_is_masked_once_and_for_all(line: str, column: int) -> None:
    masked = mask_line(line)
    assert 0 <= masked.column(min(column, len(line))) <= len(masked.text) or not masked.spans
    for start, stop in masked.spans:
        assert masked.text[masked.column(start) :].startswith(HIDDEN)
        assert masked.column(stop) == masked.column(start) + len(HIDDEN)


def test_a_huge_line_is_cut_before_it_is_searched() -> None:
    assert len(mask_line("pass" * 500_000).text) <= 8192
