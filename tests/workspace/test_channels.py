"""Channels are found, the user's own added and removed; the size that is delivered is kept beside the one made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.errors import FolderUnusable, InputError, PlanError, SizeError
from studio.recipe.channels import Insets
from studio.recipe.recipe import Fit
from studio.recipe.resolve import resolve
from studio.workspace.channels import FILE, OWN, Channels
from studio.workspace.draft import DraftState
from studio.workspace.presets import SHAPES
from tests.workspace.scripted_core import REF
from tests.workspace.test_size import BIG, Canvas


@pytest.fixture
def channels(tmp_path: Path) -> Channels:
    return Channels(tmp_path / "data" / FILE)


def test_the_studios_are_there_group_by_group(channels: Channels) -> None:
    groups = [one.group for one in channels.every]
    assert groups
    assert [group for at, group in enumerate(groups) if group not in groups[:at]] == list(dict.fromkeys(groups))
    together = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert len(together) == len(set(together))
    assert channels.trouble is None


def test_one_is_added_saved_and_found_again(channels: Channels, tmp_path: Path) -> None:
    heard: list[bool] = []
    channels.changed.connect(lambda: heard.append(True))
    added = channels.add("  Wall at the   fair ", 2400, 900, Insets(left=40, bottom=80), bleed=10)
    assert (added.id, added.name, added.group, added.own) == ("wall-at-the-fair", "Wall at the fair", OWN, True)
    assert heard == [True]
    again = Channels(tmp_path / "data" / FILE)
    assert again.every[0] == added
    again.remove(added.id)
    channels.look_again()
    assert added not in channels.every


def test_names_that_give_no_id_or_the_same_are_told_apart(channels: Channels) -> None:
    ids = [channels.add(name, 100, 100).id for name in ("壁", "Wall", "Wall", "壁")]
    assert ids == ["own", "wall", "wall-2", "own-2"]


@pytest.mark.parametrize(
    ("add", "error"),
    [
        (lambda channels: channels.add("  ", 100, 100), InputError),
        (lambda channels: channels.add("a", 0, 100), SizeError),
        (lambda channels: channels.add("a", 16_384, 16_384), SizeError),
        (lambda channels: channels.add("a", 100, 100, Insets(left=60, right=40)), InputError),
        (lambda channels: channels.add("a", 100, 100, bleed=50), InputError),
    ],
)
def test_what_is_no_channel_is_refused(
    channels: Channels, add: Callable[[Channels], object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(channels)
    assert not any(one.own for one in channels.every)


def test_search_looks_at_names_groups_and_sizes(channels: Channels) -> None:
    wall = channels.add("Wall at the fair", 2400, 900)
    for words in ("wall", "FAIR wall", "2400x900", "2400 × 900", "own fair"):
        assert wall in channels.search(words), words
    assert channels.search("wall zebra") == ()
    assert channels.search("") == channels.every


def test_a_file_that_is_broken_is_told_and_not_overwritten(channels: Channels, tmp_path: Path) -> None:
    file = tmp_path / "data" / FILE
    file.parent.mkdir()
    file.write_text('{"channels": [{"id": "wall"}]}')
    assert channels.every
    assert channels.trouble is not None
    with pytest.raises(PlanError, match="line 1"):
        channels.add("Another", 100, 100)
    assert file.read_text() == '{"channels": [{"id": "wall"}]}'
    file.write_text(json.dumps({"channels": [{"id": "wall", "name": "Wall", "width": 20, "height": 10}]}))
    channels.add("Another", 100, 100)
    assert [one.id for one in channels.every if one.own] == ["wall", "another"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    channels = Channels(tmp_path / "data" / "deeper" / FILE)
    with pytest.raises((FolderUnusable, PlanError)):
        channels.add("Wall", 100, 100)


def test_a_size_is_known_by_its_channel(channels: Channels) -> None:
    first, second = channels.add("First", 2401, 901), channels.add("Second", 2401, 901)
    fit = Fit(width=2401, height=901)
    assert channels.of(second.id, fit) == second
    assert channels.of("", fit) == first
    assert channels.of("gone", fit) == first
    assert channels.of(first.id, Fit(width=7, height=7)) is None
    assert channels.of(first.id, None) is None


def test_a_channel_is_made_at_what_the_model_makes_best() -> None:
    canvas = Canvas(BIG)
    canvas.size.deliver(1080, 1920, "story")
    assert (canvas.draft.width, canvas.draft.height) == (None, None)
    assert (canvas.size.fit, canvas.size.channel) == (Fit(width=1080, height=1920), "story")
    canvas.draft.prompt = "a red star"
    made = resolve(canvas.draft.frozen(), REF, BIG).recipe
    assert (made.width, made.height) == (canvas.size.width, canvas.size.height)
    assert made.size == (1080, 1920)
    assert canvas.size.shape is None
    assert canvas.size.cut < 0.02


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (2400, 900), (16, 16)])
def test_every_size_that_is_offered_for_it_can_be_made(width: int, height: int) -> None:
    canvas = Canvas(BIG)
    canvas.size.deliver(width, height)
    assert (canvas.size.width, canvas.size.height) in canvas.size.sizes()
    for size in canvas.size.sizes():
        canvas.size.use(*size)
        assert canvas.size.nearest() is None
        assert canvas.size.fit == Fit(width=width, height=height)


def test_a_side_that_is_typed_keeps_the_delivery() -> None:
    canvas = Canvas(BIG)
    canvas.size.deliver(1080, 1920)
    height = canvas.size.height
    canvas.size.set_width(400)
    assert canvas.sides == (400, height)
    canvas.draft.prompt = "a red star"
    made = resolve(canvas.draft.frozen(), REF, BIG).recipe
    assert (made.width, made.height, made.size) == (400, height, (1080, 1920))


def test_swapping_swaps_both() -> None:
    canvas = Canvas(BIG)
    canvas.size.deliver(1080, 1920, "story")
    made = canvas.size.width, canvas.size.height
    canvas.size.swap()
    assert (canvas.size.width, canvas.size.height) == (made[1], made[0])
    assert (canvas.size.fit, canvas.size.channel) == (Fit(width=1920, height=1080), "")


def test_a_shape_or_nothing_takes_its_place() -> None:
    canvas = Canvas(BIG)
    canvas.size.deliver(1080, 1920, "story")
    made = canvas.size.width, canvas.size.height
    canvas.size.deliver_as_made()
    assert (canvas.size.fit, canvas.size.channel, canvas.sides) == (None, "", made)
    canvas.size.deliver(1080, 1920, "story")
    canvas.size.choose(SHAPES[0])
    assert (canvas.size.fit, canvas.size.shape) == (None, SHAPES[0])


def test_the_delivery_is_kept_with_the_draft() -> None:
    canvas, other = Canvas(BIG), DraftState()
    canvas.size.deliver(1080, 1920, "story")
    other.restore(canvas.draft.saved())
    assert (other.fit, other.channel) == (Fit(width=1080, height=1920), "story")
