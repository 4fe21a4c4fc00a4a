"""Any sequence of what a user does with pictures, then the database is lost: the files say the same."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import msgspec
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from studio.library import Library, sidecars
from studio.paths import home_at
from studio.recipe.asset import Asset, Mark
from tests.library.samples import order, picture

T = TypeVar("T")
PICTURES = 6
"""two projects; every other picture has a twin with the same content in the other one"""

which = st.sets(st.integers(0, PICTURES - 1), min_size=1)
MARKS: tuple[Mark, ...] = ("none", "starred", "rejected")
notes = st.text(st.characters(codec="utf-8"), max_size=30)
tags = st.lists(st.sampled_from(["sea", "Sea", "Blue", "Straße", "a b", "日本"]), max_size=3)


class Expected:
    """What one picture should look like."""

    def __init__(self, path: Path) -> None:
        self.home = path
        self.mark: Mark = "none"
        self.note = ""
        self.tags: tuple[str, ...] = ()
        self.trashed = False


class Said(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        sidecars.DELAY_SECONDS, self.delay = 3600.0, sidecars.DELAY_SECONDS
        self.place = home_at(Path(tempfile.mkdtemp()))
        self.runner = asyncio.Runner()
        self.library = Library.open(self.place)
        self.ids: list[str] = []
        self.expected: list[Expected] = []
        self.renamed = 0
        for project in ("Summer", "Winter"):
            (job,), _ = self.wait(self.library.jobs.enqueue([order(count=PICTURES // 2, project=project)]))
            for index in range(PICTURES // 2):
                asset = self.wait(self.library.pictures.save(job, picture(job, index))).asset
                self.ids.append(asset.id)
                self.expected.append(Expected(asset.path))

    def teardown(self) -> None:
        self.library.close()
        self.runner.close()
        shutil.rmtree(self.place.data)
        sidecars.DELAY_SECONDS = self.delay

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def chosen(self, numbers: set[int]) -> tuple[list[str], list[Expected]]:
        return [self.ids[number] for number in numbers], [self.expected[number] for number in numbers]

    @rule(numbers=which, mark=st.sampled_from(MARKS))
    def mark(self, numbers: set[int], mark: Mark) -> None:
        ids, expected = self.chosen(numbers)
        self.wait(self.library.mark(ids, mark))
        for one in expected:
            one.mark = mark

    @rule(number=st.integers(0, PICTURES - 1), note=notes)
    def annotate(self, number: int, note: str) -> None:
        self.wait(self.library.annotate(self.ids[number], note))
        self.expected[number].note = note

    @rule(numbers=which, add=tags, remove=tags)
    def tag(self, numbers: set[int], add: list[str], remove: list[str]) -> None:
        ids, expected = self.chosen(numbers)
        self.wait(self.library.tag(ids, add, remove))
        for one in expected:
            kept = [tag for tag in one.tags if tag.casefold() not in {other.casefold() for other in remove}]
            for tag in add:
                kept += [tag] if tag.casefold() not in {other.casefold() for other in kept} else []
            one.tags = tuple(kept)

    @rule(numbers=which)
    def trash(self, numbers: set[int]) -> None:
        ids, expected = self.chosen(numbers)
        self.wait(self.library.trash(ids))
        for one in expected:
            one.trashed = True

    @rule(numbers=which)
    def untrash(self, numbers: set[int]) -> None:
        ids, expected = self.chosen(numbers)
        self.wait(self.library.untrash(ids))
        for one in expected:
            one.trashed = False

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = Library.open(self.place)

    @rule()
    def rebuild(self) -> None:
        rebuilt = self.wait(self.library.rebuild())
        assert (rebuilt.kept, rebuilt.change.assets) == (PICTURES, frozenset())

    @rule(number=st.integers(0, PICTURES - 1), lost=st.booleans())
    def rename_a_file(self, number: int, lost: bool) -> None:
        """By hand, while the studio is closed or the database about to be lost."""
        one = self.expected[number]
        if not one.trashed:
            self.library.close()
            self.renamed += 1
            target = one.home.with_name(f"renamed {self.renamed}.png")
            one.home = one.home.rename(target)
            self.library = Library.open(self.place)
            if lost:
                self.lose()
            else:
                assert self.wait(self.library.rebuild()).moved == 1

    @rule()
    def lose_the_database(self) -> None:
        """What the user said of each file is the same."""
        before = self.seen()
        self.lose()
        assert self.seen() == before

    def lose(self) -> None:
        """Ids and jobs are new afterwards."""
        self.library.close()
        for suffix in ("", "-wal", "-shm"):
            self.place.database.with_name(self.place.database.name + suffix).unlink(missing_ok=True)
        self.library = Library.open(self.place)
        self.ids = [self.at(one).id for one in self.expected]

    def every(self) -> tuple[Asset, ...]:
        return (*self.wait(self.library.assets()), *self.wait(self.library.trashed()))

    def at(self, expected: Expected) -> Asset:
        (found,) = [
            asset for asset in self.every() if expected.home.name == asset.path.name and self.same(asset, expected)
        ]
        return found

    @staticmethod
    def same(asset: Asset, expected: Expected) -> bool:
        return asset.path.is_relative_to(expected.home.parent)

    def seen(self) -> dict[Path, Asset]:
        """Every picture by its place, without what only the database knows."""
        unknown: dict[str, Any] = {"id": "", "job": "", "index": 0, "receipt": None, "created": 0.0}
        return {asset.path: msgspec.structs.replace(asset, **unknown) for asset in self.every()}

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "expected"):
            return
        assert len(self.every()) == PICTURES
        for id, expected in zip(self.ids, self.expected, strict=True):
            asset = self.wait(self.library.asset(id))
            assert asset is not None
            assert asset.path.is_file()
            assert (asset.mark, asset.note, asset.tags, asset.trashed) == (
                expected.mark,
                expected.note,
                expected.tags,
                expected.trashed,
            )
            assert asset.path == expected.home or asset.trashed


TestSaid = Said.TestCase
TestSaid.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
