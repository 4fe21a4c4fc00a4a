"""kill -9 while a plan is made: in the end every picture of the plan is there, once, with its right recipe."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Literal

import psutil
import pytest
from PIL import Image

from studio.jobs.owner import Ownership
from studio.library.library import Library
from studio.paths import home_at
from studio.provenance.pictures import read_recipe
from tests.cli.conftest import choose_model
from tests.flow.command import Outcome, engines, finish, start, studio

soak = (pytest.mark.soak, pytest.mark.timeout(7200))

Victim = Literal["owner", "engine", "follower"]
VICTIMS: tuple[Victim, ...] = ("owner", "engine", "follower", "owner")

_PATIENCE = 120.0


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    subprocess.run([sys.executable, "-m", "tests.tiny_models", str(folder)], check=True, capture_output=True)
    return folder


class Campaign:
    """A plan of `count` pictures, and the commands that are at work on it."""

    def __init__(self, home: Path, place: Path, count: int) -> None:
        self.home = home
        self.count = count
        self.out = place / "out"
        self.plan = place / "plan.csv"
        rows = [f"a red circle number {seed},{seed},circle-{seed:03}" for seed in self.seeds]
        self.plan.write_text("\n".join(["prompt,seed,name,steps,size", *(f"{row},4,64x64" for row in rows)]))
        self.commands: list[subprocess.Popen[str]] = []
        self.killed: list[Victim] = []

    @property
    def seeds(self) -> range:
        return range(1, self.count + 1)

    @property
    def arguments(self) -> tuple[str, ...]:
        return "batch", "run", str(self.plan), "--out", str(self.out), "--json"

    def files(self) -> set[Path]:
        return set(self.out.glob("*.png"))

    def staff(self) -> None:
        """As a user would: what was killed, or ended by itself, is started again; two are at work."""
        self.commands = [command for command in self.commands if not self._has_ended(command)]
        while len(self.commands) < 2:
            self.commands.append(start(self.home, *self.arguments))

    def _has_ended(self, command: subprocess.Popen[str]) -> bool:
        if command.poll() is None:
            return False
        outcome = finish(command)
        assert outcome.status in (0, 1, -9), outcome.stderr
        return True

    def await_pictures(self, count: int) -> None:
        deadline = time.monotonic() + _PATIENCE
        while len(self.files()) < min(count, self.count) and any(one.poll() is None for one in self.commands):
            assert time.monotonic() < deadline, "no pictures are made"
            time.sleep(0.02)

    def owner(self) -> subprocess.Popen[str] | None:
        holder = Ownership(home_at(self.home), "test").holder()
        return next((one for one in self.commands if holder and one.pid == holder.pid), None)

    def kill(self, victim: Victim) -> None:
        """Whoever plays that part at this moment; the owner where nobody does."""
        owner = self.owner() or self.commands[0]
        followers = [one for one in self.commands if one is not owner and one.poll() is None]
        workers = engines(owner.pid) if owner.poll() is None else []
        if victim == "engine" and workers:
            workers[0].kill()
        elif victim == "follower" and followers:
            followers[0].kill()
        else:
            victim = "owner"
            owner.kill()
            _, alive = psutil.wait_procs(workers, timeout=10)
            assert not alive, f"an engine outlived its parent: {alive}"
        self.killed.append(victim)

    def close(self) -> None:
        for command in self.commands:
            command.kill()
            command.communicate()

    def finish(self) -> Outcome:
        """Run the plan until it is done; a job that lost its engine too often is set aside, and asked for again."""
        for command in self.commands:
            finish(command, _PATIENCE)
        self.commands = []
        for _ in range(3):
            outcome = studio(self.home, *self.arguments)
            if outcome.status == 0:
                break
        return outcome


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("count", "rounds"), [(9, 3), pytest.param(100, 20, marks=soak)])
async def test_a_plan_survives_kills(home: Path, tmp_path: Path, model: Path, count: int, rounds: int) -> None:
    choose_model(home, model)
    pick = random.Random(count)
    campaign = Campaign(home, tmp_path, count)
    try:
        for round_ in range(rounds):
            campaign.staff()
            before = {path: digest(path) for path in campaign.files()}
            if pick.random() < 0.25:
                time.sleep(pick.uniform(0.0, 2.0))  # while it starts, reads the plan, fills the queue
            else:
                campaign.await_pictures(count * round_ // rounds + pick.randint(1, max(1, count // rounds)))
                time.sleep(pick.uniform(0.0, 0.3))
            campaign.kill(pick.choice(VICTIMS))
            assert before.items() <= {path: digest(path) for path in campaign.files()}.items()
        outcome = campaign.finish()
    finally:
        campaign.close()
    assert outcome.status == 0, outcome.stderr
    assert outcome.document["done"] == count
    print(f"killed: {campaign.killed}")
    require_whole(campaign, outcome.document)
    await require_sound(campaign)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require_whole(campaign: Campaign, document: dict[str, Any]) -> None:
    """Every row of the plan once: file, recipe and manifest agree."""
    files = {path.name: digest(path) for path in campaign.files()}
    assert len(files) == len(set(files.values())) == campaign.count
    for path in campaign.files():
        decoded = read_recipe(path)
        assert decoded is not None
        recipe = decoded.recipe
        assert recipe.prompt == f"a red circle number {recipe.seed}"
        assert path.name == f"circle-{recipe.seed:03}.png"
        with Image.open(path) as image:
            image.load()
    manifest = json.loads(Path(document["manifest"]).read_text(encoding="utf-8"))
    assert {entry["file"]: entry["sha256"] for entry in manifest["pictures"]} == files
    assert [entry["seed"] for entry in manifest["pictures"]] == list(campaign.seeds)
    assert (manifest["set_aside"], manifest["unfinished"]) == ([], 0)
    others = {path.name for path in campaign.out.iterdir()} - files.keys()
    sheets = {name for name in others if name.startswith("contact-sheet")}
    assert others - sheets == {"manifest.json", "manifest.csv"}, "something half-written was left"
    assert sheets


async def require_sound(campaign: Campaign) -> None:
    """One batch, one job a row, each done once; the database and the files agree."""
    library = Library.open(home_at(campaign.home))
    try:
        (state,) = await library.jobs.batches()
        assert (state.tally.done, state.tally.made, state.written) == (campaign.count, campaign.count, True)
        jobs = await library.jobs.jobs_of(state.batch.id)
        assert [job.order.recipe.seed for job in jobs] == list(campaign.seeds)
        found = await library.verify()
        assert found.ok
        assert found.files == campaign.count
    finally:
        library.close()
