"""A file is seen to be saved, whether it is written in place or replaced, and to come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from studio.ui.plans.watch import Watch
from tests.workspace.waiting import until


class Heard:
    def __init__(self, watch: Watch) -> None:
        self.saved = self.around = 0
        watch.saved.connect(self._saved)
        watch.around.connect(self._around)

    def _saved(self) -> None:
        self.saved += 1

    def _around(self) -> None:
        self.around += 1


@pytest.fixture
def parent(qapp: QObject) -> QObject:
    return QObject()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "a plan.csv"
    path.write_text("one")
    return path


async def test_written_in_place(parent: QObject, plan: Path) -> None:
    watch = Watch(parent)
    heard = Heard(watch)
    watch.watch(plan)
    plan.write_text("two, and longer")
    await until(lambda: heard.saved == 1)


async def test_replaced_again_and_again(parent: QObject, plan: Path) -> None:
    watch = Watch(parent)
    heard = Heard(watch)
    watch.watch(plan)
    for number in range(1, 4):
        beside = plan.with_suffix(".part")
        beside.write_text("x" * 10 * number)
        beside.replace(plan)
        await until(lambda number=number: heard.saved == number)


async def test_gone_and_back(parent: QObject, plan: Path) -> None:
    watch = Watch(parent)
    heard = Heard(watch)
    watch.watch(plan)
    plan.unlink()
    (plan.parent / "another").write_text("x")
    await until(lambda: heard.saved == 0)
    plan.write_text("here again")
    await until(lambda: heard.saved == 1)


async def test_what_comes_beside_it_is_heard(parent: QObject, plan: Path) -> None:
    watch = Watch(parent)
    heard = Heard(watch)
    watch.watch(plan)
    (plan.parent / "fox.png").write_bytes(b"x")
    await until(lambda: heard.around == 1)
    assert heard.saved == 0


async def test_only_one_file_is_watched(parent: QObject, plan: Path) -> None:
    watch = Watch(parent)
    heard = Heard(watch)
    watch.watch(plan)
    other = plan.parent / "deeper" / "other.csv"
    other.parent.mkdir()
    other.write_text("one")
    watch.watch(other)
    plan.write_text("changed, and nobody listens")
    other.write_text("changed, and heard")
    await until(lambda: heard.saved == 1)
    watch.watch(None)
    assert heard.around == 0
