"""The words of a command line, taken apart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from iaxlint.cli.arguments import PATHS, Option, Options, Words, help_text, output, parse, read_version
from iaxlint.errors import InputError

COMMAND = SimpleNamespace(
    WORDS=PATHS,
    OPTIONS=(
        *output("json"),
        Option("--asterisk", "which", "VERSION", read=read_version),
        Option("--dial", "what", "STRING", repeatable=True),
        Option("--exit-zero", "always"),
        Option("--quiet", "less", short="-q"),
    ),
)
ONE = SimpleNamespace(WORDS=Words("file", "FILE", "which", one=True), OPTIONS=())
NEEDY = SimpleNamespace(WORDS=PATHS, OPTIONS=(Option("--dial", "what", "STRING", repeatable=True, required=True),))


def parsed(*words: str) -> Options:
    return parse("check", COMMAND, words)  # type: ignore[arg-type]


def refusal(*words: str, command: SimpleNamespace = COMMAND) -> str:
    with pytest.raises(InputError) as caught:
        parse("check", command, words)  # type: ignore[arg-type]
    return str(caught.value)


def test_options_and_words_may_stand_in_any_order() -> None:
    options = parsed("foo", "--dial", "a", "--exit-zero", "bar", "--output-format=json", "--dial=b=c", "baz")
    assert options.paths == ["foo", "bar", "baz"]
    assert (options.dial, options.exit_zero, options.output_format) == (["a", "b=c"], True, "json")


def test_what_is_not_given_has_its_default() -> None:
    options = parsed()
    assert (options.paths, options.dial, options.exit_zero) == ([], [], False)
    assert (options.output_format, options.asterisk, options.color) == ("text", None, "auto")


def test_an_option_may_have_a_short_name() -> None:
    assert parsed("-q", "foo").quiet
    assert "-q, --quiet" in help_text("check", "all rules", COMMAND)  # type: ignore[arg-type]


def test_what_stands_behind_two_dashes_is_no_option() -> None:
    assert parsed("--", "--dial", "-").paths == ["--dial", "-"]
    assert parsed("-").paths == ["-"]


def test_values_are_read() -> None:
    assert parsed("--asterisk", "18.21").asterisk.number == (18, 21)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--dail", "x"], "check has no option `--dail`; did you mean `--dial`?"),
        (["-x"], "check has no option `-x`; iaxlint check --help tells what there is"),
        (["--dial"], "--dial needs a value: --dial STRING"),
        (["--dial", "--exit-zero"], "--dial needs a value: --dial STRING"),
        (["--dial="], "--dial needs a value: --dial STRING"),
        (["--exit-zero=yes"], "--exit-zero takes no value"),
        (["--output-format", "jsn"], "--output-format is one of text, json, and not `jsn`; did you mean `json`?"),
        (["--asterisk", "new"], "--asterisk: 'new' is not a version of Asterisk"),
    ],
)
def test_wrong_words_are_refused(words: list[str], message: str) -> None:
    assert refusal(*words) == message


def test_the_number_of_words_is_held_to() -> None:
    assert parse("check", ONE, ["x"]).file == "x"  # type: ignore[arg-type]
    assert refusal(command=ONE) == "check takes one FILE, and it is missing"
    assert refusal("a", "b", command=ONE) == "check takes one FILE, and b is one too many"
    assert refusal("a", command=NEEDY) == "check needs --dial STRING; iaxlint check --help tells more"


def test_help_names_every_option() -> None:
    text = help_text("check", "all rules", COMMAND)  # type: ignore[arg-type]
    assert "--output-format {text,json}" in text
    for option in COMMAND.OPTIONS:
        assert option.name in text
