"""However a plan is edited while it runs, in the end every picture of it is there, and none was made twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.jobs.plans.conftest import Desk

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "{a|c}", "d {e|f}"]),
        st.sampled_from(["", "1", "1-2", "random"]),
        st.integers(1, 3),
        st.sampled_from(["", "128", "128;256x128"]),
        st.sampled_from(["", "x", "{prompt}"]),
    ),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(st.tuples(ROWS, st.integers(0, 4), st.booleans()), min_size=1, max_size=4)


def plan_of(rows: list[tuple[str, str, int, str, str]]) -> str:
    return "prompt,seed,count,size,name\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


async def follow(desk: Desk, steps: list[tuple[list[tuple[str, str, int, str, str]], int, bool]]) -> None:
    for rows, pictures, prune in steps:
        await desk.run(plan_of(rows), prune=prune)
        await desk.make(pictures)
    last = plan_of(steps[-1][0])
    again = await desk.run(last, prune=True)
    assert again.jobs == ()
    await desk.make()
    survey = await desk.survey(last)
    assert (survey.have, survey.queued) == (survey.pictures, 0)
    made = Counter[tuple[str, int]]()
    jobs = await desk.jobs()
    for assets in (await desk.library.pictures.assets_of_jobs([job.id for job in jobs])).values():
        for asset in assets:
            assert asset.path.is_relative_to(survey.folder)
    for job in jobs:
        whole, _, first = job.order.key.partition(".")
        made.update((whole, int(first or 0) + index) for index in job.made)
    assert set(made.values()) <= {1}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_edited_plans_come_out_whole(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[list[tuple[str, str, int, str, str]], int, bool]]
) -> None:
    root: Path = tmp_path_factory.mktemp("edited")
    (root / "plans").mkdir()
    desk = Desk(root / "home", root / "plans")
    try:
        asyncio.run(follow(desk, steps))
    finally:
        desk.library.close()
