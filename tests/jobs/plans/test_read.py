"""Plans in every dress: what is read, with the place of each value, and what is told of those that are damaged."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import PlanError, Problem
from studio.jobs.plans.plan import Plan
from studio.jobs.plans.read import read_plan
from studio.jobs.plans.table import MAX_CELL, read_table
from studio.jobs.plans.text import MAX_BYTES

Values = list[dict[str, list[str]]]


def read(folder: Path, name: str, content: str | bytes, encoding: str | None = None) -> Plan:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_plan(path, encoding)


def values(plan: Plan) -> Values:
    return [{name: [cell.text for cell in cells] for name, cells in row.cells.items()} for row in plan.rows]


def places(plan: Plan) -> list[dict[str, tuple[int, int]]]:
    return [{name: (cells[0].line, cells[0].column) for name, cells in row.cells.items()} for row in plan.rows]


def refusal(folder: Path, name: str, content: str | bytes, encoding: str | None = None) -> PlanError:
    with pytest.raises(PlanError) as caught:
        read(folder, name, content, encoding)
    assert caught.value.remedy
    return caught.value


def place(error: PlanError) -> tuple[int, int]:
    (problem,) = error.problems
    return problem.line, problem.column


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_table_with_any_delimiter_and_any_line_ends(tmp_path: Path, delimiter: str, ends: str) -> None:
    lines = ("Prompt,Seed,Größe", 'a "red" cat,4,x', "", ",,", '"two\nlines, one ""cell""",5,y', "last,6,z")
    text = "\n".join(lines).replace(", one", "# one").replace(",", delimiter).replace("# one", ", one")
    plan = read(tmp_path, "a.csv", text.replace("\n", ends))
    assert values(plan) == [
        {"prompt": ['a "red" cat'], "seed": ["4"], "größe": ["x"]},
        {"prompt": ['two\nlines, one "cell"'], "seed": ["5"], "größe": ["y"]},
        {"prompt": ["last"], "seed": ["6"], "größe": ["z"]},
    ]
    assert [row.number for row in plan.rows] == [1, 2, 3]
    assert [row.line for row in plan.rows] == [2, 5, 7]
    assert places(plan)[1]["seed"] == (6, 22)
    assert not plan.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_that_show_themselves(tmp_path: Path, encoding: str) -> None:
    plan = read(tmp_path, "a.csv", "prompt\tort\nein roter Würfel\tKöln\n".encode(encoding))
    assert values(plan) == [{"prompt": ["ein roter Würfel"], "ort": ["Köln"]}]
    assert "prompt" in plan.headers


def test_another_encoding_is_told_with_the_first_bad_byte_and_read_when_named(tmp_path: Path) -> None:
    content = "prompt;ort\nein Würfel;Köln\n".encode("cp1252")
    error = refusal(tmp_path, "a.csv", content)
    assert place(error) == (2, 6)
    assert "0xfc" in error.message
    assert "UTF-8" in error.remedy
    assert "--encoding cp1252" in error.remedy
    assert values(read(tmp_path, "a.csv", content, "cp1252")) == [{"prompt": ["ein Würfel"], "ort": ["Köln"]}]
    assert place(refusal(tmp_path, "a.csv", content, "ascii")) == (2, 6)
    assert "klingon" in refusal(tmp_path, "a.csv", content, "klingon").message
    for odd in ("rot13", "base64", "idna", "unicode_escape", "undefined"):
        assert refusal(tmp_path, "a.csv", b"prompt\n\\ud800" + content, odd).remedy


def test_half_a_character_at_the_end_and_zero_bytes_are_told(tmp_path: Path) -> None:
    assert place(refusal(tmp_path, "a.csv", "prompt\na é".encode()[:-1])) == (2, 3)
    assert place(refusal(tmp_path, "a.csv", "prompt\na b".encode("utf-16")[:-1])) == (2, 3)
    assert place(refusal(tmp_path, "a.csv", b"prompt\nab\0c\n")) == (2, 3)


def test_the_separator_line_of_a_spreadsheet(tmp_path: Path) -> None:
    plan = read(tmp_path, "a.csv", "sep=;\nprompt;seed\na, b;4\n")
    assert values(plan) == [{"prompt": ["a, b"], "seed": ["4"]}]
    assert places(plan)[0]["seed"] == (3, 6)


@pytest.mark.parametrize("cell", ["=1+1", "=HYPERLINK(x)", "+A1", "-A1*2", "@SUM(A1)", "- a list"])
def test_formulas_are_refused_with_their_place(tmp_path: Path, cell: str) -> None:
    plan = read(tmp_path, "a.csv", f"prompt,note\na cat,{cell}\n")
    (problem,) = plan.problems
    assert (problem.line, problem.column, problem.field) == (2, 7, "note")
    assert "formula" in problem.message
    assert "'" in problem.remedy


@pytest.mark.parametrize(
    ("cell", "text"), [("-1.5", "-1.5"), ("+3", "+3"), ("-0,5", "-0,5"), ("-", "-"), ("'=x", "=x")]
)
def test_numbers_and_what_is_marked_as_text_are_no_formulas(tmp_path: Path, cell: str, text: str) -> None:
    plan = read(tmp_path, "a.csv", f"prompt;note\na cat;{cell}\n")
    assert not plan.problems
    assert values(plan)[0]["note"] == [text]


def told(problems: tuple[Problem, ...]) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.severity) for problem in problems]


def test_ragged_rows_double_and_missing_headers_and_huge_cells_are_told(tmp_path: Path) -> None:
    assert told(read(tmp_path, "a.csv", "prompt,seed\na,1,too much\n").problems) == [(2, 5, "error")]
    assert told(read(tmp_path, "a.csv", "prompt,seed\na,1,,\n").problems) == []
    assert told(read(tmp_path, "a.csv", "prompt,seed,x\na,1\n").problems) == [(2, 3, "warning")]
    assert told(read(tmp_path, "a.csv", "prompt,Prompt \na,b\n").problems) == [(1, 8, "error")]
    assert told(read(tmp_path, "a.csv", "prompt,,x\na,b,c\n").problems) == [(1, 8, "error")]
    assert told(read(tmp_path, "a.csv", "prompt,,\na,,\n").problems) == []
    assert told(read(tmp_path, "a.csv", f"prompt\n{'a' * (MAX_CELL + 1)}\n").problems) == [(2, 1, "error")]


def test_quotes_that_are_not_closed_or_not_doubled_are_told(tmp_path: Path) -> None:
    assert place(refusal(tmp_path, "a.csv", 'prompt,x\na,"b\nc\n')) == (2, 3)
    assert place(refusal(tmp_path, "a.csv", 'prompt,x\na,"b""\n')) == (2, 3)
    assert place(refusal(tmp_path, "a.csv", 'prompt,x\n"a "red" cat",b\n')) == (2, 5)


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff", ",,,\n"])
def test_an_empty_table_says_so(tmp_path: Path, content: str) -> None:
    assert "empty" in refusal(tmp_path, "a.csv", content).message


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_the_csv_module_writes_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    plan = read_table(Path("x.csv"), written.getvalue())
    expected = [{k: [v] for k, v in zip("ab", row, strict=True) if v} for row in rows if any(row)]
    marked = [{k: [c.lstrip("'") for c in v] for k, v in row.items()} for row in values(plan)]
    assert marked == [{k: [c.lstrip("'") for c in v] for k, v in row.items()} for row in expected]
    lines = written.getvalue().split("\n")
    for row in plan.rows:
        for (cell,) in row.cells.values():
            line, column = cell.place(0)
            assert lines[line - 1][column - 1] in ('"', "'", cell.text[0])


def test_places_inside_a_quoted_cell_are_those_of_the_file(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "a.csv", 'x,prompt\n1,"a ""b""\n c {"\n').rows
    (cell,) = row.cells["prompt"]
    assert cell.place(cell.text.index("b")) == (2, 8)
    assert cell.place(cell.text.index("{")) == (3, 4)


YAML = """\
name: Spring
project: Client
seed: 7
files: "{channel}/{row}"
defaults:
  steps: 8
  size: [512x512, 512x768]
wildcards:
  colour:
    - red
    - 'blue'
rows:
  - prompt: a {thing}   # a comment
    thing: no
    seed: 007
  - a plain prompt
  - {prompt: "q \\u00e9", size: ~, thing: }
"""


def test_a_yaml_plan_with_settings_of_its_own(tmp_path: Path) -> None:
    plan = read(tmp_path, "a.yaml", YAML)
    assert [cell and cell.text for cell in (plan.name, plan.project, plan.seed, plan.files)] == [
        "Spring",
        "Client",
        "7",
        "{channel}/{row}",
    ]
    assert [cell.text for cell in plan.defaults["size"]] == ["512x512", "512x768"]
    assert [cell.text for cell in plan.wildcards["colour"]] == ["red", "blue"]
    assert values(plan) == [
        {"prompt": ["a {thing}"], "thing": ["no"], "seed": ["007"]},
        {"prompt": ["a plain prompt"]},
        {"prompt": ["q é"]},
    ]
    assert places(plan)[0] == {"prompt": (13, 13), "thing": (14, 12), "seed": (15, 11)}
    assert places(plan)[1] == {"prompt": (16, 5)}
    assert plan.headers["thing"].line == 14
    assert not plan.problems


def test_a_json_plan_is_the_same(tmp_path: Path) -> None:
    document = {"name": "Spring", "defaults": {"steps": 8}, "rows": [{"prompt": "a", "seed": [1, 2]}, "b"]}
    plan = read(tmp_path, "a.json", json.dumps(document, indent=2))
    assert plan.name is not None
    assert values(plan) == [{"prompt": ["a"], "seed": ["1", "2"]}, {"prompt": ["b"]}]
    assert plan.name.place(0) == (2, 12)
    assert places(plan)[0]["prompt"] == (8, 18)
    assert plan.rows[0].cells["seed"][1].place(0) == (11, 9)


def test_lists_of_rows_alone(tmp_path: Path) -> None:
    for name, content in (("a.json", '["a", {"prompt": "b"}]'), ("a.yml", "- a\n- prompt: b\n")):
        assert values(read(tmp_path, name, content)) == [{"prompt": ["a"]}, {"prompt": ["b"]}]


@pytest.mark.parametrize(
    ("content", "at", "words"),
    [
        ("a: b: c\n", (1, 5), "not YAML"),
        ("rows:\n - a\n  - b\n - [\n", (5, 1), "not YAML"),
        ("rows:\n\t- a\n", (2, 1), "not YAML"),
        ("a: &x [1]\nrows: *x\n", (2, 7), "alias"),
        ("&a [*a]\n", (1, 5), "alias"),
        ("rows: !!python/object/apply:os.system [x]\n", (1, 7), "tag"),
        ("name: a\nname: b\n", (2, 1), "second time"),
        ("- a\n--- \n- b\n", (2, 1), "second document"),
        ("[" * 60, (1, 34), "deep"),
        ("? [a]\n: b\n", (1, 3), "name"),
        ("- a\x07b\n", (1, 4), "not allow"),
        ("", (1, 1), "no rows"),
        ("just words\n", (1, 1), "no rows"),
    ],
)
def test_bad_yaml_has_its_place(tmp_path: Path, content: str, at: tuple[int, int], words: str) -> None:
    error = refusal(tmp_path, "a.yaml", content)
    assert words in error.message
    assert place(error) == at


@pytest.mark.parametrize(
    ("content", "at", "words"),
    [
        ('[{"prompt": "a",}]', (1, 17), "name in double quotes"),
        ('["a" "b"]', (1, 6), "missing"),
        ('["a"] x', (1, 7), "after the end"),
        ('{"rows": ["a"],\n "rows": []}', (2, 3), "second time"),
        ("[nope]", (1, 2), "no JSON value"),
        ('["a", "\\ud800"]', (1, 7), "half of a character"),
        ('[{"\\udc00": "a"}]', (1, 3), "half of a character"),
        ('["a\nb"]', (1, 4), "not written well"),
        ('["a', (1, 2), "not written well"),
        ("[" * 60, (1, 34), "deep"),
        ("[]", (1, 1), "no rows"),
        ("", (1, 1), "missing"),
    ],
)
def test_bad_json_has_its_place(tmp_path: Path, content: str, at: tuple[int, int], words: str) -> None:
    error = refusal(tmp_path, "a.json", content)
    assert words in error.message
    assert place(error) == at


def test_settings_and_values_of_the_wrong_kind_are_told(tmp_path: Path) -> None:
    content = (
        "nme: x\nname: [a, b]\ndefaults: 3\nwildcards: 4\nrows:\n- prompt: {a: b}\n- [x]\n- prompt: c\n  Prompt: d\n"
    )
    problems = read(tmp_path, "a.yaml", content).problems
    assert [problem.line for problem in problems] == [1, 3, 4, 6, 7, 9, 2]
    assert problems[0].remedy == "Did you mean “name”?"
    assert all(problem.remedy for problem in problems)


def test_a_row_where_the_plan_is_meant_to_be(tmp_path: Path) -> None:
    error = refusal(tmp_path, "a.yaml", "prompt: a red cat\n")
    assert "rows:" in error.problems[0].remedy


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.ods", "plan.txt", "plan"])
def test_files_of_other_kinds_are_refused_by_name(tmp_path: Path, name: str) -> None:
    assert name in refusal(tmp_path, name, b"prompt\na\n").message


def test_files_that_are_not_there_folders_and_very_large_ones(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path / ("x" * 300 + ".csv")):
        with pytest.raises(PlanError):
            read_plan(path)
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(PlanError, match="folder"):
        read_plan(tmp_path / "a.csv")
    with pytest.raises(PlanError, match="home folder"):
        read_plan(Path("~nobody-at-all/a.csv"))
    assert "larger than 16 MiB" in refusal(tmp_path, "b.csv", b"prompt\n" + b"a" * MAX_BYTES).message


@given(st.binary(max_size=60), st.sampled_from([".csv", ".yaml", ".json"]))
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / f"any{suffix}"
    path.write_bytes(content)
    try:
        read_plan(path)
    except PlanError as error:
        assert error.remedy  # noqa: PT017 - a plan that can be read is as good


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    plan = read(tmp_path, "a.csv", "\nprompt;seed\n;\n")
    assert told(plan.problems) == [(2, 1, "error")]
    assert plan.problems[0].message == "The plan has no rows."
