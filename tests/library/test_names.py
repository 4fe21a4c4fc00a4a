"""File names: readable, legal everywhere, never too long."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.library.names import MAX_BYTES, folder_name, given_names, key, picture_names

# PureWindowsPath.is_reserved goes away with Python 3.15
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"
}
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


def first(prompt: str, seed: int = 7) -> str:
    return next(picture_names(prompt, seed, ".png"))


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("red circle", "red-circle-7.png"),
        ("  a/b\\c: d?  ", "a-b-c-d-7.png"),
        ("Ärger, “quoted” & more", "Ärger,-“quoted”-&-more-7.png"),
        ("a fox 🦊 in 東京", "a-fox-🦊-in-東京-7.png"),
        ("ثعلب أحمر", "ثعلب-أحمر-7.png"),
        ("family 👩‍👩‍👧", "family-👩‍👩‍👧-7.png"),
        ("\u202eevil\u202c txt", "evil-txt-7.png"),
        ("...hidden", "hidden-7.png"),
        ("", "picture-7.png"),
        ("???", "picture-7.png"),
        ("con", "_con-7.png"),
        ("x" * 500, "x" * 80 + "-7.png"),
    ],
)
def test_names_by_example(prompt: str, name: str) -> None:
    assert first(prompt) == name


def test_long_prompts_end_at_a_word() -> None:
    assert first("a very long prompt about " + "nothing " * 20).startswith("a-very-long-prompt-about-nothing")
    assert "nothin-" not in first("a very long prompt about " + "nothing " * 20)


@pytest.mark.parametrize("project", ["CON", "nul.txt", "com1", "LPT³", "aux .x"])
def test_device_names_are_no_folders(project: str) -> None:
    assert folder_name(project).startswith("_")


@pytest.mark.parametrize(
    ("stem", "number", "names"),
    [
        ("Summer sale", None, ["Summer sale.png", "Summer sale-2.png"]),
        ("Summer sale", 3, ["Summer sale-3.png", "Summer sale-3-2.png"]),
        ("../../etc/passwd", None, ["etc passwd.png"]),
        ("nul", 1, ["_nul-1.png"]),
        ("v1.2", None, ["v1.2.png", "v1.2-2.png"]),
        ("???", None, ["picture.png"]),
    ],
)
def test_names_that_were_asked_for(stem: str, number: int | None, names: list[str]) -> None:
    assert list(itertools.islice(given_names(stem, number, ".png"), len(names))) == names


def require_legal(name: str) -> None:
    assert 0 < len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name)
    assert name == unicodedata.normalize("NFC", name)
    assert not name.startswith((".", " ", "-"))
    assert not name.endswith((".", " "))
    assert name.split(".")[0].rstrip().lower() not in DEVICES


@given(TEXT, st.integers(0, 2**32 - 1))
@example("e\u0301" * 200, 0)
@example("🦊" * 200, 2**32 - 1)
@example("a" * 79 + "e\u0301", 1)
@example("NUL.", 1)
@example(". . -", 1)
@example("\u0301\u0301", 1)
def test_names_are_legal_everywhere(text: str, seed: int) -> None:
    for name in itertools.islice(picture_names(text, seed, ".png"), 3):
        require_legal(name)
        assert name.endswith(".png")
    for name in itertools.islice(given_names(text, seed, ".png"), 3):
        require_legal(name)
        assert name.endswith(".png")
    require_legal(folder_name(text))


@given(TEXT, st.integers(0, 2**32 - 1))
def test_names_of_one_picture_never_repeat(text: str, seed: int) -> None:
    names = [key(name) for name in itertools.islice(picture_names(text, seed, ".png"), 20)]
    assert len(set(names)) == 20


@given(TEXT)
def test_the_key_knows_neither_case_nor_composition(text: str) -> None:
    assert key(text) == key(unicodedata.normalize("NFD", text))
    assert key(key(text)) == key(text)
    for other in (text.upper(), text.lower()):
        assert key(other.casefold()) == key(other)
