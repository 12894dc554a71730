"""What holds of every configuration, whatever its lines say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from iaxlint.loader import Folder, load
from iaxlint.loader.config import Config
from iaxlint.source import encode

NAMES = st.sampled_from("abct")
HEADERS = st.builds(
    "[{}]{}".format, NAMES, st.sampled_from(["", "", "(!)", "(a)", "(t)", "(+)", "(a,b)", "(!,t)", "(+,b)", "(a,+)"])
)
OPTIONS = st.builds(
    "{}{}{}".format, st.sampled_from("xyX"), st.sampled_from(["=", " => ", "+=", " += "]), st.text("12 ")
)
SECTIONS = st.builds(lambda header, options: "\n".join([header, *options, ""]), HEADERS, st.lists(OPTIONS, max_size=4))
FILES = st.lists(SECTIONS, max_size=6).map("".join)


def loaded(files: dict[str, str]) -> Config:
    config = load(Folder("/nonexistent/etc", "", {name: text.encode() for name, text in files.items()}), "iax.conf")
    assert config is not None
    return config


def said(config: Config) -> list[object]:
    """All that is loaded, without the places."""
    return [
        (c.name, c.template, c.inherits, [(v.name, v.value, v.via) for v in c.variables]) for c in config.categories
    ]


@settings(max_examples=150, deadline=None)
@given(FILES, SECTIONS, FILES)
def test_sections_may_as_well_stand_in_an_include(before: str, section: str, after: str) -> None:
    whole = loaded({"iax.conf": before + section + after})
    parted = loaded({"iax.conf": before + "#include b.conf\n" + after, "b.conf": section})
    if whole.valid:
        assert said(parted) == said(whole)


@settings(max_examples=150, deadline=None)
@given(FILES, FILES)
def test_what_is_loaded_stays_when_sections_of_other_names_follow(text: str, more: str) -> None:
    others = more.replace("[", "[other-").replace("(a", "(other-a").replace("(t", "(other-t").replace(",b", ",other-b")
    before, after = loaded({"iax.conf": text}), loaded({"iax.conf": text + others})
    if before.valid and after.valid:
        assert said(after)[: len(before.categories)] == said(before)


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_every_value_stands_where_it_is_said_to(text: str) -> None:
    config = loaded({"iax.conf": text})
    for category in config.categories:
        assert category.source.text[category.node.name_start : category.node.name_end] == category.name
        for variable in category.variables:
            for line in (variable, *variable.added):
                written = line.source.text[line.node.key_start : line.node.value_end]
                assert written.lower().startswith(encode(line.name).lower())
                assert line.source.text.count("\n", 0, line.node.key_start) + 1 == line.line
            if not variable.added:
                assert variable.value == variable.node.value


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_a_refused_file_has_a_fatal_problem_and_nothing_else(text: str) -> None:
    config = loaded({"iax.conf": text})
    assert config.valid == (not any(problem.fatal for problem in config.problems))
    assert config.valid or config.categories == []
