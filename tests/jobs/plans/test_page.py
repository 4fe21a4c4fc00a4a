"""The page on plans says what is so: its examples are read, and make as many pictures as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.jobs.plans.columns import COLUMNS
from studio.recipe.channels import channels
from tests.jobs.plans.conftest import Desk

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(csv|yaml|json)\n(.*?)```\n\nIt makes (\d+) pictures", PAGE, re.DOTALL)


@pytest.mark.parametrize(("kind", "text", "count"), EXAMPLES)
async def test_examples_are_plans_without_a_problem(desk: Desk, kind: str, text: str, count: str) -> None:
    survey = await desk.survey(desk.write(f"plan.{kind}", text))
    assert not survey.problems
    assert survey.pictures == int(count)
    for name in re.findall(r"the first of them `(.*?)\.png`", PAGE):
        if name.split("/")[0] in text:
            first = survey.rows[0]
            assert (first.folder / first.name).relative_to(survey.folder).as_posix() == name


def test_no_example_is_left_out() -> None:
    assert len(EXAMPLES) == 4
    assert PAGE.count("```") == 2 * (len(EXAMPLES) + 1)


def test_the_example_of_a_channel_is_one(tmp_path: Path) -> None:
    (text,) = re.findall(r"```json\n(\{.*?)```", PAGE, re.DOTALL)
    (tmp_path / "channels.json").write_text(text, encoding="utf-8")
    assert [channel.id for channel in channels(tmp_path / "channels.json") if channel.own] == ["shop-banner"]


def test_every_column_is_explained_and_the_readme_leads_here() -> None:
    explained = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))))
    assert explained == set(COLUMNS)
    assert "docs/plans.md" in (ROOT / "README.md").read_text(encoding="utf-8")
