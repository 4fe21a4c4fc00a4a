"""What stands behind the colons of --lora, --control, --reference, --near and --extend."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cli.given import GivenSides, parse_sides
from studio.cli.given_additions import (
    NEAR_AMOUNT,
    GivenAdditions,
    GivenControl,
    GivenLora,
    GivenReference,
    naming,
    parse_control,
    parse_lora,
    parse_near,
    parse_reference,
)
from studio.errors import ImageError, InputError
from studio.recipe.recipe import Near


@pytest.mark.parametrize(
    ("text", "name", "weight"),
    [
        ("ink", "ink", 1.0),
        ("ink:0.8", "ink", 0.8),
        ("ink:-1", "ink", -1.0),
        ("ink:.5", "ink", 0.5),
        ("C:\\loras\\ink.safetensors", "C:\\loras\\ink.safetensors", 1.0),
        ("C:\\loras\\ink.safetensors:0.25", "C:\\loras\\ink.safetensors", 0.25),
        ("/home/at 10:30/ink.safetensors", "/home/at 10:30/ink.safetensors", 1.0),
        ("ink:v2", "ink:v2", 1.0),
    ],
)
def test_loras(text: str, name: str, weight: float) -> None:
    assert parse_lora(text) == GivenLora(name=name, weight=weight)


def test_a_lora_is_a_file_where_it_is_written_as_one() -> None:
    assert parse_lora("ink:0.5").path is None
    assert parse_lora("ink.safetensors:0.5").path == Path("ink.safetensors")
    assert parse_lora("loras/ink").path == Path("loras/ink")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("house.png", GivenControl(path=Path("house.png"))),
        ("house.png:scribble", GivenControl(path=Path("house.png"), kind="scribble")),
        ("house.png:Depth:0.7", GivenControl(path=Path("house.png"), kind="depth", weight=0.7)),
        ("C:\\a\\house.png", GivenControl(path=Path("C:\\a\\house.png"))),
        ("C:\\a\\house.png:pose", GivenControl(path=Path("C:\\a\\house.png"), kind="pose")),
        ("C:\\a\\house.png:pose:1", GivenControl(path=Path("C:\\a\\house.png"), kind="pose", weight=1.0)),
        ("shot 10:30.png:lines", GivenControl(path=Path("shot 10:30.png"), kind="lines")),
        ("shot 10:30.png", GivenControl(path=Path("shot 10:30.png"))),
    ],
)
def test_control_images(text: str, expected: GivenControl) -> None:
    assert parse_control(text) == expected


def test_references() -> None:
    assert parse_reference("mood.png:style:0.4") == GivenReference(path=Path("mood.png"), role="style", weight=0.4)
    assert parse_reference("mood.png:layout") == GivenReference(path=Path("mood.png"), role="layout")
    assert parse_reference("mood.png") == GivenReference(path=Path("mood.png"))


def test_files_that_have_such_names_are_found(tmp_path: Path) -> None:
    for name in ("a:edges", "b:0.5", "c", "at 10:30"):
        (tmp_path / name).touch()
    assert parse_control(f"{tmp_path}/a:edges") == GivenControl(path=tmp_path / "a:edges")
    assert parse_control(f"{tmp_path}/b:0.5") == GivenControl(path=tmp_path / "b:0.5")
    assert parse_control(f"{tmp_path}/c:0.5") == GivenControl(path=tmp_path / "c", weight=0.5)
    assert parse_control(f"{tmp_path}/at 10:30:2") == GivenControl(path=tmp_path / "at 10:30", weight=2.0)
    assert parse_lora(f"{tmp_path}/b:0.5") == GivenLora(name=f"{tmp_path}/b:0.5")


def test_a_word_that_is_none_is_told_with_what_was_meant(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.touch()
    for parse, word, meant in ((parse_control, "egdes", "edges"), (parse_reference, "styel:1", "style")):
        with pytest.raises(InputError) as refusal:
            parse(f"{picture}:{word}")
        assert meant in refusal.value.remedy
    with pytest.raises(InputError) as refusal:
        parse_control(f"{picture}:moonlight")
    assert "edges" in refusal.value.remedy


@given(st.text(max_size=30))
def test_any_text_is_read_or_told(text: str) -> None:
    parsers: tuple[Callable[[str], Any], ...] = (parse_lora, parse_control, parse_reference, parse_near, parse_sides)
    for parse in parsers:
        with contextlib.suppress(InputError):
            parse(text)


def test_seeds_to_stay_near() -> None:
    assert parse_near(None) is None
    assert parse_near("12") == Near(seed=12, amount=NEAR_AMOUNT)
    assert parse_near(" 12 : 0.05 ") == Near(seed=12, amount=0.05)
    for text in ("", "x", "1:", "1:x", "-1", "1:2:3"):
        with pytest.raises(InputError):
            parse_near(text)


def test_sides() -> None:
    assert parse_sides(None) is None
    assert parse_sides("128") == GivenSides(left=128, top=128, right=128, bottom=128)
    assert parse_sides("left=1, Bottom=20") == GivenSides(left=1, bottom=20)
    for text in ("", "-5", "left", "left=1,left=2", "middle=3", "1,2", "1.5"):
        with pytest.raises(InputError):
            parse_sides(text)


def test_what_is_said_of_control_images_needs_one() -> None:
    for said in ({"control_ready": True}, {"control_weight": 0.5}):
        with pytest.raises(InputError) as refusal:
            GivenAdditions(**said)  # type: ignore[arg-type]
        assert "--control IMG" in refusal.value.remedy


def test_a_weight_that_is_none_is_told_as_such(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.touch()
    parsers: tuple[Callable[[str], Any], ...] = (parse_lora, parse_control, parse_reference)
    for weight in ("nan", "inf", "0,8", "+1", "80%"):
        for parse in parsers:
            with pytest.raises(InputError, match="is not a weight"):
                parse(f"{picture}:{weight}")
    assert parse_lora("style: ink") == GivenLora(name="style: ink")


def test_a_refusal_says_which_picture_it_means() -> None:
    for message in ("It is damaged.", "There is no file a.png."):
        with pytest.raises(ImageError) as refusal, naming(Path("a.png")):
            raise ImageError(message, remedy="Choose another one.")
        assert refusal.value.message.count("a.png") == 1
        assert refusal.value.remedy
