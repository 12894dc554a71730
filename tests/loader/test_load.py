"""Templates, additions, `+=`, includes: what `main/config.c` does, and where each value comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from loaded import Build, values

from iaxlint.loader import Folder, load
from iaxlint.loader.config import Config


def kinds(config: Config) -> list[str]:
    return [problem.kind for problem in config.problems]


def test_a_missing_file_is_none(folder: Path) -> None:
    assert load(Folder(str(folder), ""), "users.conf") is None


def test_values_keep_their_origin(build: Build) -> None:
    config = build("[a]\n\n  x = 1 ; note\n")
    (category,) = config.categories
    (variable,) = category.variables
    assert (category.line, variable.line) == (1, 3)
    assert variable.source.path == "iax.conf"
    assert variable.source.text[variable.place.start : variable.place.end] == "x = 1"
    assert [tree.source.path for tree in config.files] == ["iax.conf"]


# templates and additions


def test_templates_hand_their_values_on_in_order(build: Build) -> None:
    config = build("[one](!)\nx=1\n[two](!,one)\ny=2\nx=3\n[a](two)\nx=4\n")
    category = config.categories_named("A")[0]
    assert [(v.name, v.value, v.via, v.line) for v in category.variables] == [
        ("x", "1", ("two", "one"), 2),
        ("y", "2", ("two",), 4),
        ("x", "3", ("two",), 5),
        ("x", "4", (), 7),
    ]
    assert category.inherits == ["two"]
    assert not category.template
    assert config.categories_named("two")[0].template


def test_heirs_share_what_they_inherit(build: Build) -> None:
    config = build("[t](!)\nx=1\n[a](t)\n[b](t)\n")
    assert config.categories[1].variables[0] is config.categories[2].variables[0]


def test_a_template_hands_on_what_it_has_by_then(build: Build) -> None:
    config = build("[t]\nx=1\n[a](t)\n[t](+)\ny=2\nx+=3\n[b](t)\n")
    assert values(config)["a"] == {"x": "1"}
    assert values(config)["b"] == {"x": "13", "y": "2"}


def test_additions_go_to_the_first_of_a_name_that_is_no_template(build: Build) -> None:
    config = build("[a](!)\nx=1\n[a]\nx=2\n[A](+)\ny=3\n")
    assert [v.value for v in config.categories[1].variables] == ["2", "3"]
    assert len(config.categories) == 2


def test_a_filter_tells_which_section_is_meant(build: Build) -> None:
    config = build("[a]\ntype=aor\n[a]\ntype=peer\n[a](+type=peer)\ny=1\n")
    assert [v.name for v in config.categories[1].variables] == ["type", "y"]


def test_a_filter_that_is_not_read_is_told(build: Build) -> None:
    config = build("[a]\nx=1\n[a](+x=1{1})\ny=1\n")
    assert kinds(config) == ["filter-unread"]
    assert config.valid


def test_an_addition_to_a_template_is_refused_since_12(build: Build) -> None:
    text = "[t](!)\nx=1\n[t](+)\ny=2\n"
    assert kinds(build(text)) == ["addition-missing"]
    assert not build(text).valid
    assert build(text, version=(11, 25)).valid


def test_a_refused_file_holds_nothing(build: Build) -> None:
    config = build("[a]\nx=1\n[b](nope)\n")
    assert (config.valid, config.categories) == (False, [])
    (problem,) = config.problems
    assert problem.fatal
    assert problem.message == "Inheritance requested, but category 'nope' does not exist, line 3"
    assert problem.line == 3


def test_names_are_cut_at_79_bytes(build: Build) -> None:
    config = build("[" + "ä" * 60 + "]\n[b](" + "ä" * 39 + ")\n")
    assert kinds(config) == ["inheritance-missing"]
    config = build("[" + "n" * 100 + "](!)\nx=1\n[b](" + "n" * 79 + ")\n")
    assert config.categories[1].variables[0].value == "1"


def test_a_section_that_inherits_from_itself_never_ends(build: Build) -> None:
    config = build("[a]\nx=1\n[a](+,a)\n")
    assert kinds(config) == ["inherits-itself"]
    assert not config.valid
    assert build("[a]\n[a](+,a)\n").valid


def test_only_ascii_letters_have_a_case(build: Build) -> None:
    config = build("[É]\n[a]\n")
    assert config.categories_named("é") == []
    assert len(config.categories_named("É")) == 1


# `+=`


def test_a_value_is_lengthened_where_it_stands(build: Build) -> None:
    config = build("[a]\nx=1\ny=2\nx += 3\nx+=4\n")
    lengthened = config.categories[0].variables[0]
    assert (lengthened.name, lengthened.value, lengthened.line) == ("x", "1 34", 2)
    assert [(v.value, v.line) for v in lengthened.added] == [("3", 4), ("4", 5)]


def test_of_equal_values_the_first_is_lengthened_and_the_last_since_23(build: Build) -> None:
    text = "[a]\nx=1\nX=1\nx=1\nx+=2\n"
    assert [v.value for v in build(text).categories[0].variables] == ["12", "1", "1"]
    assert [v.value for v in build(text, version=(23, 5)).categories[0].variables] == ["1", "1", "12"]


def test_an_inherited_value_is_lengthened_for_one_heir_only(build: Build) -> None:
    config = build("[t](!)\nx=1\n[a](t)\nx+=2\n[b](t)\n")
    assert values(config) == {"t": {"x": "1"}, "a": {"x": "12"}, "b": {"x": "1"}}
    assert config.categories[1].variables[0].via == ("t",)


# includes


def test_an_include_is_read_in_its_place(build: Build) -> None:
    config = build(
        {"iax.conf": "[a]\n#include <b.conf>\ny=2\n#include c.conf\n", "b.conf": "x=1\n[b]\n", "c.conf": "z=3"}
    )
    assert values(config) == {"a": {"x": "1", "y": "2"}, "b": {"z": "3"}}
    assert [tree.source.path for tree in config.files] == ["iax.conf", "b.conf", "c.conf"]
    assert config.categories[1].variables[0].source.path == "c.conf"


def test_a_missing_include_is_fatal_and_a_missing_tryinclude_is_not(build: Build) -> None:
    assert kinds(build("[a]\n#tryinclude none.conf\n")) == []
    config = build("[a]\n#include none.conf\n")
    assert (kinds(config), config.valid) == (["include-missing"], False)
    assert config.problems[0].line == 2


def test_an_include_that_is_refused_leaves_the_rest(build: Build) -> None:
    config = build({"iax.conf": "[a]\n#include b.conf\ny=2\n", "b.conf": "x=1\n[bad\nz=3\n"})
    assert config.valid
    assert values(config) == {"a": {"x": "1", "y": "2"}}
    assert config.problems[0].fatal
    assert config.problems[0].source.path == "b.conf"


def test_a_pattern_without_a_file_is_missing(build: Build) -> None:
    assert kinds(build("#include d/*.conf\n")) == ["include-missing"]


def test_the_files_of_a_pattern_share_lines_and_comments(build: Build) -> None:
    config = build(
        {
            "iax.conf": "[a]\n#include d/*.conf\nend=1\n",
            "d/1.conf": "one=1\n;-- open\nhidden=1\n",
            "d/2.conf": "hidden=2\n--; two=2\njust text\n",
            "d/3.conf": "three=3\n",
        }
    )
    assert values(config) == {"a": {"two": "2", "three": "3", "end": "1"} | {"one": "1"}}
    texts = [(problem.message, problem.line) for problem in config.problems]
    assert texts == [
        ("Unterminated comment detected beginning on line 2", 2),
        ("No '=' (equal sign) in line 7", 3),
    ]


def test_a_byte_order_mark_is_skipped_in_the_first_file_of_a_pattern(build: Build) -> None:
    mark = "\ufeff"
    files = {"iax.conf": "[a]\n#include d/*.conf\n", "d/1.conf": mark + "[b]\n", "d/2.conf": mark + "x=1\n"}
    assert values(build(files)) == {"a": {}, "b": {"\ufeffx": "1"}}
    assert values(build(mark + "[a]\n")) == {"a": {}}
    assert kinds(build(mark + "[a]\n", version=(11, 0))) == ["no-category"]


def test_absolute_paths_are_those_of_the_server(build: Build) -> None:
    config = build({"iax.conf": "#include /etc/asterisk/b.conf\n", "b.conf": "[b]\n"})
    assert [c.name for c in config.categories] == ["b"]


def test_asterisk_conf_tells_where_the_folder_lies(build: Build) -> None:
    files = {"iax.conf": "#include /srv/pbx/b.conf\n", "b.conf": "[b]\n"}
    master = "[directories](!)\nastetcdir => /nowhere\n[directories]\nastetcdir => /srv/pbx/\n"
    assert kinds(build(files)) == ["outside"]
    assert values(build({**files, "asterisk.conf": master})) == {"b": {}}


def test_what_lies_outside_is_unknown_and_never_missing(build: Build, folder: Path) -> None:
    config = build("[a]\n#include /etc/passwd\nx=1\n")
    assert (kinds(config), config.valid) == (["outside"], True)
    assert not config.problems[0].fatal
    (place,) = config.opaque
    assert place.category is config.categories[0]
    assert "outside" in place.reason

    (folder / "iax.conf").write_text("[a]\n#include link.conf\n")
    (folder / "link.conf").symlink_to("../outside.conf")
    linked = load(Folder(str(folder), ""), "iax.conf")
    assert linked is not None
    assert (kinds(linked), values(linked)) == (["outside"], {"a": {}})


def test_a_folder_is_no_include(folder: Path) -> None:
    (folder / "d").mkdir()
    (folder / "iax.conf").write_text("#include d\n")
    config = load(Folder(str(folder), ""), "iax.conf")
    assert config is not None
    assert kinds(config) == ["not-regular", "include-missing"]


def test_a_folder_is_no_configuration(folder: Path) -> None:
    (folder / "iax.conf").mkdir()
    config = load(Folder(str(folder), "foo"), "iax.conf")
    assert config is not None
    assert (kinds(config), config.valid) == (["not-regular"], False)
    assert config.problems[0].fatal
    assert config.problems[0].message == "'foo/iax.conf' is not a regular file, ignoring"


def test_a_link_to_the_outside_is_no_configuration(folder: Path) -> None:
    (folder / "iax.conf").symlink_to("../outside.conf")
    config = load(Folder(str(folder), "foo"), "iax.conf")
    assert config is not None
    assert (kinds(config), config.valid, config.categories) == (["outside"], False, [])


# `#exec`


EXEC = "[a]\n#exec /bin/secret-tool\nx=1\n"


@pytest.mark.parametrize(
    ("master", "problems", "unknown"),
    [
        (None, ["exec-disabled"], 1),
        ("[options]\n", ["exec-disabled"], 0),
        ("[options]\nexecincludes=no\n", ["exec-disabled"], 0),
        ("[options]\nexecincludes=Yes\n", [], 1),
        ("[options](!)\nexecincludes=yes\n", ["exec-disabled"], 0),
        ("[options\n", ["exec-disabled"], 1),
    ],
)
def test_exec_is_never_run(build: Build, master: str | None, problems: list[str], unknown: int) -> None:
    config = build({"iax.conf": EXEC} if master is None else {"iax.conf": EXEC, "asterisk.conf": master})
    assert kinds(config) == problems
    assert len(config.opaque) == unknown
    assert values(config) == {"a": {"x": "1"}}


def test_asterisk_conf_itself_may_always_exec(build: Build) -> None:
    config = build({"asterisk.conf": "[options]\n#exec /bin/true\n"}, "asterisk.conf")
    assert (kinds(config), len(config.opaque)) == ([], 1)


# other lines


def test_an_unknown_directive_shows_no_secret(build: Build) -> None:
    config = build("[a]\n#secret=hunter22\n#Password=hunter22\n#x=y\n")
    assert "hunter22" not in " ".join(problem.message for problem in config.problems)
    assert config.problems[2].message == "Unknown directive '#x=y' at line 4"


def test_tryinclude_is_unknown_before_11(build: Build) -> None:
    assert kinds(build("#tryinclude none.conf\n", version=(1, 8))) == ["directive-unknown"]


def test_a_problem_knows_its_place(build: Build) -> None:
    config = build("[a]\n  just text ; note\n=1\n--; x\n")
    text = config.files[0].source.text
    assert [text[p.start : p.end] for p in config.problems] == ["just text", "=1", "--; x", "--;"]
    assert [p.line for p in config.problems] == [2, 3, 4, 0]
