"""The prompt history: what was made comes back, pinned prompts stay, and its file is never lost."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import pytest

from studio.paths import Home
from studio.workspace import prompts as history
from studio.workspace.prompts import PromptHistory
from tests.workspace.waiting import until


@pytest.fixture
def told() -> list[str]:
    return []


def a_history(place: Home, told: list[str]) -> PromptHistory:
    return PromptHistory(place, told.append, itertools.count(1.0).__next__)


@pytest.fixture
async def prompts(place: Home, told: list[str]) -> AsyncIterator[PromptHistory]:
    opened = a_history(place, told)
    await opened.open()
    yield opened
    await opened.close()
    assert told == []


def texts(prompts: PromptHistory, search: str = "") -> list[str]:
    return [entry.prompt for entry in prompts.search(search)]


async def test_the_newest_is_first_and_a_known_one_moves_up(prompts: PromptHistory) -> None:
    for text in ("a", "b", "a ", "c"):
        prompts.add(text)
    assert texts(prompts) == ["c", "a", "b"]
    assert [entry.count for entry in prompts.entries] == [1, 2, 1]
    prompts.add(" \n ")
    assert len(prompts.entries) == 3


async def test_a_search_looks_for_every_word_in_both_texts(prompts: PromptHistory) -> None:
    prompts.add("A Red star", "blue")
    prompts.add("a red circle")
    assert texts(prompts, "RED") == ["a red circle", "A Red star"]
    assert texts(prompts, "blue red") == ["A Red star"]
    assert texts(prompts, "green") == []


async def test_pinned_prompts_lead_and_outlive_the_others(
    prompts: PromptHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 2)
    prompts.add("kept")
    prompts.pin(prompts.entries[0])
    for text in ("a", "b", "c"):
        prompts.add(text)
    assert texts(prompts) == ["kept", "c", "b"]
    prompts.pin(prompts.entries[0], False)
    assert texts(prompts) == ["c", "b"]
    prompts.forget(prompts.entries[0])
    assert texts(prompts) == ["b"]


async def test_it_comes_back_with_what_was_added_early(place: Home, told: list[str]) -> None:
    first = a_history(place, told)
    await first.open()
    first.add("שלום 🎈", "grey")
    first.pin(first.entries[0])
    await until(first.path.exists)
    first.add("later")
    await first.close()
    second = a_history(place, told)
    second.add("early")
    second.add("later")
    await second.open()
    assert texts(second) == ["שלום 🎈", "later", "early"]
    assert [entry.count for entry in second.entries] == [1, 2, 1]
    await second.close()
    assert told == []


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"prompts": [{"prompt": 3}]}', b"\xff\xfe"])
async def test_a_damaged_file_is_moved_aside(place: Home, told: list[str], content: bytes) -> None:
    path = a_history(place, told).path
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    opened = a_history(place, told)
    await opened.open()
    opened.add("new")
    await opened.close()
    assert path.with_name("prompts.damaged-1.json").read_bytes() == content
    assert b"new" in path.read_bytes()
    assert len(told) == 1
    assert "prompts.damaged-1.json" in told[0]


async def test_a_file_of_a_newer_studio_is_left_alone(place: Home, told: list[str]) -> None:
    path = a_history(place, told).path
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"version": 99, "prompts": []}')
    opened = a_history(place, told)
    await opened.open()
    opened.add("new")
    await opened.close()
    assert path.read_bytes() == b'{"version": 99, "prompts": []}'
    assert texts(opened) == ["new"]
    assert "newer" in told[0]


async def test_a_place_that_cannot_be_written_is_told(place: Home, told: list[str]) -> None:
    opened = a_history(place, told)
    await opened.open()
    place.data.parent.mkdir(parents=True, exist_ok=True)
    place.data.write_text("a file in the way")
    opened.add("new")
    await until(lambda: told)
    await opened.close()
    assert texts(opened) == ["new"]
