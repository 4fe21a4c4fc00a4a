"""Undo takes the steps in their order, keeps what could not be done now, and drops what can never be."""

from __future__ import annotations

import asyncio

import pytest

from studio.errors import DatabaseLocked, PictureGone
from studio.workspace.undo import MOST_STEPS, Act, Undo


class Written:
    """What the steps did, in order; `refusal` is raised by the next."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.refusal: Exception | None = None

    def act(self, word: str) -> Act:
        async def work() -> None:
            await asyncio.sleep(0)
            if self.refusal is not None:
                refusal, self.refusal = self.refusal, None
                raise refusal
            self.words.append(word)

        return work


def with_steps(*labels: str) -> tuple[Undo, Written]:
    undo, written = Undo(), Written()
    for label in labels:
        undo.done(label, written.act(f"-{label}"), written.act(f"+{label}"))
    return undo, written


async def test_back_and_forth() -> None:
    undo, written = with_steps("a", "b")
    assert (undo.undo_label, undo.redo_label) == ("b", None)
    await undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("a", "b")
    await undo.undo()
    await undo.undo()
    await undo.redo()
    await undo.redo()
    await undo.redo()
    assert written.words == ["-b", "-a", "+a", "+b"]
    assert (undo.undo_label, undo.redo_label) == ("b", None)


async def test_a_key_pressed_quickly_takes_steps_in_their_order() -> None:
    undo, written = with_steps("a", "b", "c")
    await asyncio.gather(undo.undo(), undo.undo(), undo.redo(), undo.undo(), undo.undo())
    assert written.words == ["-c", "-b", "+b", "-b", "-a"]


async def test_undo_can_be_asked_for_and_waits_while_the_first_step_is_under_way() -> None:
    undo, written = with_steps()
    told: list[bool] = []
    undo.changed.connect(lambda: told.append(undo.can_undo))
    async with undo.doing():
        assert undo.can_undo
        asked = asyncio.create_task(undo.undo())
        await asyncio.sleep(0)
        undo.done("a", written.act("-a"), written.act("+a"))
    await asked
    assert written.words == ["-a"]
    assert not undo.can_undo
    assert told == [True, True, True, False]


async def test_something_new_ends_redo() -> None:
    undo, written = with_steps("a")
    await undo.undo()
    undo.done("b", written.act("-b"), written.act("+b"))
    assert (undo.undo_label, undo.redo_label) == ("b", None)


async def test_a_step_that_can_never_be_undone_is_dropped_and_nothing_else() -> None:
    undo, written = with_steps("a", "b")
    written.refusal = PictureGone("It is gone.")
    with pytest.raises(PictureGone):
        await undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("a", None)
    await undo.undo()
    assert written.words == ["-a"]


async def test_a_step_that_cannot_be_undone_now_is_kept() -> None:
    undo, written = with_steps("a")
    await undo.undo()
    written.refusal = DatabaseLocked("Another program holds the library.")
    with pytest.raises(DatabaseLocked):
        await undo.redo()
    assert undo.redo_label == "a"
    await undo.redo()
    written.refusal = DatabaseLocked("Another program holds the library.")
    with pytest.raises(DatabaseLocked):
        await undo.undo()
    await undo.undo()
    assert written.words == ["-a", "+a", "-a"]


async def test_the_oldest_steps_are_forgotten() -> None:
    undo, written = with_steps(*(str(number) for number in range(MOST_STEPS + 5)))
    while undo.undo_label is not None:
        await undo.undo()
    assert len(written.words) == MOST_STEPS
    assert written.words[-1] == "-5"


async def test_every_change_is_announced() -> None:
    undo, written = with_steps()
    labels: list[tuple[str | None, str | None]] = []
    undo.changed.connect(lambda: labels.append((undo.undo_label, undo.redo_label)))
    undo.done("a", written.act("-a"), written.act("+a"))
    await undo.undo()
    await undo.redo()
    assert labels == [("a", None), (None, "a"), ("a", None)]


async def test_a_sitting_is_one_step() -> None:
    undo, written = with_steps("a")
    for number in range(3):
        undo.done("note", written.act(f"-{number}"), written.act(f"+{number}"), ("picture", 1))
    undo.done("note", written.act("-later"), written.act("+later"), ("picture", 2))
    await undo.undo()
    await undo.undo()
    await undo.redo()
    assert written.words == ["-later", "-0", "+2"]
    assert undo.undo_label == "note"
