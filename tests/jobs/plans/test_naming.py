"""Names of files: whatever templates and values say, they are legal, distinct, and inside the output folder."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InputError
from studio.jobs.plans.naming import Names, NameTemplate, read_name_template, short_prompt
from studio.library.names import TRASH, key

FOLDER = Path("/out/plan")
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
PARTS = ("..", "../", "/", "\\", "C:", "~", ".", " ", "{x}", "{y}", "a", "con", "NUL.txt", "\0", "\n", "-")
LETTERS = ("\u202e", "\uff0f", "\u2024\u2024", "\u00e9", "e\u0301", "\ud800", "<>:|?*", "\U0001f600" * 90)
TRICKS = st.sampled_from((*PARTS, *LETTERS, TRASH, "x" * 300))
TEXTS = st.lists(st.one_of(TRICKS, st.text(max_size=3)), max_size=6).map("".join)


def written(template: NameTemplate, values: dict[str, str], names: Names, count: int = 1) -> Path:
    folder, stem = names.place(*template.place(values), count)
    return folder / f"{stem}.png"


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_ever_leaves_the_folder(text: str, x: str, y: str) -> None:
    try:
        template = read_name_template(text)
    except InputError as error:
        assert error.remedy  # noqa: PT017 - a template that is accepted is looked at below
        return
    path = written(template, {"x": x, "y": y}, Names(FOLDER))
    assert os.path.normpath(path) == str(path)
    inside = path.relative_to(FOLDER)
    for flavour in (PurePosixPath, PureWindowsPath):
        assert flavour(str(inside)).parts == inside.parts
    for part in inside.parts:
        assert len(part.encode()) <= 200
        assert not part.startswith(".")
        assert not part.endswith((".", " "))
        assert part.split(".")[0].strip().lower() not in RESERVED
        assert not set(part) & set('<>:"/\\|?*\0')
        assert key(part) != key(TRASH)


@given(st.lists(st.tuples(st.sampled_from(["a", "A", "a-1", "a-2", "b/a", "B/a", "a-2-1"]), st.integers(1, 3))))
def test_no_two_pictures_have_one_name(asked: list[tuple[str, int]]) -> None:
    names, files = Names(FOLDER), list[str]()
    for text, count in asked:
        folder, stem = names.place(*read_name_template(text).place({}), count)
        files += [
            key(str(folder / one)) for one in ([stem] if count == 1 else [f"{stem}-{n + 1}" for n in range(count)])
        ]
    assert len(set(files)) == len(files)


@pytest.mark.parametrize(
    ("text", "values", "path"),
    [
        ("{Client}/{row}", {"client": "A/B", "row": "7"}, "A B/7"),
        ("{none}", {}, "picture"),
        ("{none}/x", {}, "untitled/x"),
        ("con/aux.", {}, "_con/_aux"),
        (f"{TRASH}/x", {}, f"_{TRASH}/x"),
        ("a\\b", {}, "a/b"),
    ],
)
def test_templates_and_what_they_become(text: str, values: dict[str, str], path: str) -> None:
    assert written(read_name_template(text), values, Names(FOLDER)) == FOLDER / f"{path}.png"


def test_the_fields_of_a_template() -> None:
    assert read_name_template("{ My  Client }/{row}-{seed}").fields() == ("my client", "row", "seed")


def test_a_long_prompt_is_short_in_a_name() -> None:
    assert short_prompt("a red  circle, on / white") == "a-red-circle,-on-white"
    assert len(short_prompt("word " * 100)) <= 60


def test_ten_thousand_equal_names_are_told_apart_quickly() -> None:
    names = Names(FOLDER)
    assert len({names.place((), "x", 1) for _ in range(10_000)}) == 10_000
