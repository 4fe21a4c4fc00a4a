"""Channels as data: the studio's own are sound, and a user's file is read or told with its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import PlanError
from studio.recipe.channels import Channel, Insets, channels
from studio.recipe.shape import require_finished


def own(folder: Path, text: str) -> tuple[Channel, ...]:
    path = folder / "channels.json"
    path.write_text(text, encoding="utf-8")
    return tuple(channel for channel in channels(path) if channel.own)


def test_the_studios_channels_say_where_and_when_they_were_read() -> None:
    found = channels()
    assert len({channel.id for channel in found}) == len(found) > 40
    for channel in found:
        assert channel.source.startswith("https://")
        assert channel.date >= "2026-11-21"
        assert not channel.own
        require_finished(channel.width, channel.height)


@pytest.mark.parametrize(
    ("id", "size"),
    [
        ("instagram-square", (1080, 1080)),
        ("instagram-portrait", (1080, 1350)),
        ("instagram-story", (1080, 1920)),
        ("youtube-landscape", (1920, 1080)),
        ("youtube-thumbnail", (1280, 720)),
        ("facebook-link", (1200, 630)),
        ("pinterest-pin", (1000, 1500)),
        ("x-header", (1500, 500)),
        ("ad-medium-rectangle", (300, 250)),
    ],
)
def test_formats_of_today_are_there(id: str, size: tuple[int, int]) -> None:
    (channel,) = [one for one in channels() if one.id == id]
    assert (channel.width, channel.height) == size


def test_stories_have_a_safe_area_and_prints_a_bleed_of_three_millimetres() -> None:
    by_id = {channel.id: channel for channel in channels()}
    assert by_id["instagram-story"].safe == Insets(top=269, bottom=384)
    a4 = by_id["print-a4"]
    assert a4.bleed == round(3 / 25.4 * 300)
    assert abs((a4.width - 2 * a4.bleed) / 300 * 25.4 - 210) < 0.1
    assert abs((a4.height - 2 * a4.bleed) / 300 * 25.4 - 297) < 0.1
    prints = [channel for channel in channels() if channel.group == "Print"]
    assert all(channel.safe.left > channel.bleed > 0 for channel in prints)


def test_users_add_and_replace_channels(tmp_path: Path) -> None:
    text = """{"channels": [
        {"id": "shop", "name": "Our shop", "width": 800, "height": 600, "safe": {"top": 50}, "bleed": 0},
        {"id": "pinterest-pin", "name": "Pin", "group": "Pinterest", "width": 600, "height": 900}
    ]}"""
    shop, pin = sorted(own(tmp_path, text), key=lambda channel: channel.width, reverse=True)
    assert (shop.group, shop.safe.top, shop.source) == ("Own", 50, "")
    assert (pin.width, pin.own) == (600, True)
    assert [channel.id for channel in channels(tmp_path / "channels.json")].count("pinterest-pin") == 1


def test_without_a_file_of_the_user_there_are_those_of_the_studio(tmp_path: Path) -> None:
    assert channels(tmp_path / "none.json") == channels()


@pytest.mark.parametrize(
    ("entry", "field", "column"),
    [
        ('{"id": "a b", "name": "x", "width": 1, "height": 1}', "id", 9),
        ('{"id": "a", "name": "", "width": 1, "height": 1}', "name", 22),
        ('{"id": "a", "name": "x", "width": "wide", "height": 1}', "width", 36),
        ('{"id": "a", "name": "x", "width": 99999, "height": 1}', "width", 35),
        ('{"id": "a", "name": "x", "width": 1}', "height", 1),
        ('{"id": "a", "name": "x", "width": 1, "height": 1, "hight": 2}', "hight", 60),
        ('{"id": "a", "name": "x", "width": 9, "height": 9, "safe": {"up": 2}}', "safe", 59),
        ('{"id": "a", "name": "x", "width": 9, "height": 9, "safe": {"top": 9}}', "safe", 1),
        ('{"id": "a", "name": "x", "width": 9, "height": 9, "date": "today"}', "date", 60),
        ("[]", "", 1),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, entry: str, field: str, column: int) -> None:
    with pytest.raises(PlanError) as caught:
        own(tmp_path, f'{{"channels": [\n{entry}\n]}}')
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.field) == (2, column, field)
    assert problem.file == str(tmp_path / "channels.json")
    assert problem.remedy


def test_all_mistakes_are_told_and_files_that_are_no_such_list(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        own(tmp_path, '{"channels": [{"id": "a"},\n 3, {"id": "b", "name": "x", "width": 0, "height": 0}]}')
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (1, "name"),
        (1, "width"),
        (1, "height"),
        (2, ""),
        (2, "width"),
        (2, "height"),
    ]
    for text in ("{}", "[", '{"channels": 4}', ""):
        with pytest.raises(PlanError):
            own(tmp_path, text)
    (tmp_path / "channels.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanError, match="cannot be read"):
        channels(tmp_path / "channels.json")


def test_two_of_one_id_are_told(tmp_path: Path) -> None:
    one = '{"id": "a", "name": "x", "width": 9, "height": 9}'
    with pytest.raises(PlanError, match="two channels"):
        own(tmp_path, f'{{"channels": [{one}, {one}]}}')
