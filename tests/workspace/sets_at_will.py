"""Sets with pictures in any state, and assets, for tests of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from studio.recipe.asset import Asset
from studio.workspace.grid import Grid
from studio.workspace.sets import CellRef, PictureSet, SetFacts
from tests.workspace.scripted_core import a_recipe

Kind = Literal["none", "starred", "rejected", "deleted", "waiting", "unloaded"]
KINDS: tuple[Kind, ...] = ("none", "starred", "rejected", "deleted", "waiting", "unloaded")
PROMPTS = ("a red circle", "a blue circle", "the SEA")

rows = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(PROMPTS), st.lists(st.sampled_from(KINDS), min_size=1, max_size=4)),
    max_size=6,
)
"""(when, prompt, what is in its cells) of each row"""


def an_asset(job: str, index: int, kind: Kind = "none") -> Asset:
    return Asset(
        id=f"{job}/{index}",
        path=Path(f"{job}-{index}.png"),
        sha256="0" * 64,
        width=64,
        height=64,
        recipe=a_recipe(seed=index),
        receipt=None,
        project="Sketches",
        job=job,
        index=index,
        created=0.0,
        mark=kind if kind in ("starred", "rejected") else "none",
    )


def a_set(job: str, created: float, kinds: Sequence[Kind], prompt: str = "a red circle") -> PictureSet:
    """Done, unless something in it waits."""
    facts = SetFacts(
        job=job, prompt=prompt, width=64, height=64, count=len(kinds), seed=0, steps=4, model="m", created=created
    )
    made = PictureSet(facts, "running" if "waiting" in kinds else "done")
    for index, kind in enumerate(kinds):
        fill(made, index, kind)
    return made


def fill(shown: PictureSet, index: int, kind: Kind) -> None:
    match kind:
        case "waiting":
            pass
        case "unloaded":
            shown.expect((index,))
        case "deleted":
            shown.amend(index, None)
        case "none" | "starred" | "rejected":
            shown.amend(index, an_asset(shown.id, index, kind))


def sets_of(drawn: Sequence[tuple[int, str, Sequence[Kind]]]) -> list[PictureSet]:
    return [a_set(f"{number:02}", created, kinds, prompt) for number, (created, prompt, kinds) in enumerate(drawn)]


def in_reading_order(grid: Grid) -> list[CellRef]:
    """Every cell in sight."""
    return [CellRef(job=row.id, index=cell.index) for row in grid for cell in grid.cells_of(row)]
