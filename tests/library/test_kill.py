"""kill -9 while pictures are being saved: nothing lost, nothing twice, nothing half-written."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from studio.library import Library, Recovery, disk
from studio.paths import Home
from studio.provenance.pictures import read_recipe
from studio.recipe.asset import Asset
from studio.recipe.job import Job
from studio.recipe.recipe import variation
from tests.library.conftest import PATIENCE
from tests.library.samples import order, picture

KILLS = 10
LONG_KILLS = 100


def killed_saver(home: Path, folder: str, seconds: float) -> set[tuple[str, int]]:
    """Let a process save, kill it `seconds` after its first picture; what it had reported as saved."""
    command = [sys.executable, "-m", "tests.library.saver", str(home), folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {(job, int(index)) for job, index in whole}


async def state_of(home: Home) -> tuple[Recovery, tuple[Job, ...], tuple[Asset, ...]]:
    library = Library.open(home, patience=PATIENCE)
    try:
        return await library.recover(), await library.jobs.jobs(), await library.assets(limit=100_000)
    finally:
        library.close()


def require_whole(assets: tuple[Asset, ...], folder: Path) -> None:
    """Each file an asset, each asset a file, whole and with its recipe; nothing else in the folder."""
    assert sorted(folder.iterdir()) == sorted(asset.path for asset in assets)
    for asset in assets:
        with Image.open(asset.path) as image:
            image.load()
        decoded = read_recipe(asset.path)
        assert decoded is not None
        assert decoded.recipe == asset.recipe


@pytest.mark.parametrize("out", [False, True], ids=["project", "out"])
def test_kill_campaign(place: Home, tmp_path: Path, out: bool) -> None:
    campaign(place, tmp_path, out, KILLS // 2)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("out", [False, True], ids=["project", "out"])
def test_long_kill_campaign(place: Home, tmp_path: Path, out: bool) -> None:
    campaign(place, tmp_path, out, LONG_KILLS)


def campaign(place: Home, tmp_path: Path, out: bool, kills: int) -> None:
    folder = tmp_path / "out" if out else place.pictures / "Sketches"
    seconds = random.Random(2 if out else 1)
    reported: set[tuple[str, int]] = set()
    settled = 0
    for _ in range(kills):
        reported |= killed_saver(place.data, str(folder) if out else "", seconds.uniform(0, 0.25))
        recovery, jobs, assets = asyncio.run(state_of(place))
        settled += len(recovery.adopted) + recovery.cleared
        require_whole(assets, folder)
        saved = [(asset.job, asset.index) for asset in assets]
        assert len(saved) == len(set(saved))
        assert reported <= set(saved)
        assert set(saved) == {(job.id, index) for job in jobs for index in job.made}
        recipes = {(job.id, i): variation(job.order.recipe, i) for job in jobs for i in job.made}
        assert all(asset.recipe == recipes[asset.job, asset.index] for asset in assets)
    print(f"{len(reported)} pictures reported, {settled} reservations settled")


STOP_BEFORE = [
    ("write_synced", "cleared"),
    ("publish", "cleared"),
    ("Pictures._adopt", "adopted"),
]


DIE_BEFORE = """
import asyncio, os, sys
from pathlib import Path
import studio.library.pictures as pictures
from studio.library import Library
from studio.paths import home_at
from tests.library.samples import picture
pictures.{step} = lambda *given, **named: os._exit(9)
async def main():
    library = Library.open(home_at(Path(sys.argv[1])))
    job, _ = await library.jobs.claim(["interactive"])
    await library.pictures.save(job, picture(job, 1))
asyncio.run(main())
"""


async def died_before(home: Home, step: str) -> Job:
    """A process ended itself on the spot just before `step` of saving picture 1 of the job."""
    library = Library.open(home, patience=PATIENCE)
    jobs, _ = await library.jobs.enqueue([order()])
    library.close()
    command = [sys.executable, "-c", DIE_BEFORE.format(step=step), str(home.data)]
    assert subprocess.run(command, check=False).returncode == 9
    return jobs[0]


@pytest.mark.parametrize(("step", "outcome"), STOP_BEFORE)
async def test_death_between_two_steps_of_a_save(place: Home, step: str, outcome: str) -> None:
    job = await died_before(place, step)
    recovery, after, assets = await state_of(place)
    assert (len(recovery.adopted), recovery.cleared) == ((1, 0) if outcome == "adopted" else (0, 1))
    assert after[0].made == ((1,) if outcome == "adopted" else ())
    assert (after[0].id, after[0].state) == (job.id, "waiting")
    require_whole(assets, place.pictures / "Sketches")


async def test_recovery_changes_nothing_the_second_time(place: Home) -> None:
    killed_saver(place.data, "", 0.1)
    _, jobs, assets = await state_of(place)
    again, jobs_again, assets_again = await state_of(place)
    assert (again.adopted, again.cleared, again.swept, again.jobs) == ((), 0, 0, ())
    assert (jobs_again, assets_again) == (jobs, assets)


async def test_a_strangers_file_under_a_reserved_name_is_left_alone(place: Home) -> None:
    """Cleared, not adopted and not removed: its content is not what was reserved."""
    await died_before(place, "publish")
    stranger = place.pictures / "Sketches" / "red-circle-8.png"
    stranger.write_text("mine")
    recovery, _, assets = await state_of(place)
    assert (recovery.adopted, recovery.cleared, assets) == ((), 1, ())
    assert stranger.read_text() == "mine"
    assert list(stranger.parent.iterdir()) == [stranger]


async def test_a_save_in_the_same_process_settles_what_a_dead_one_left(place: Home) -> None:
    job = await died_before(place, "Pictures._adopt")
    library = Library.open(place, patience=PATIENCE)
    try:
        asset = (await library.pictures.save(job, picture(job, 1))).asset
        assert list(asset.path.parent.iterdir()) == [asset.path]
        assert await library.assets() == (asset,)
    finally:
        library.close()


async def test_an_empty_claim_on_a_name_is_removed(library: Library, place: Home) -> None:
    """On file systems without hard links an empty file holds the name until the part takes its place."""
    script = (
        "import asyncio, os, sys; from pathlib import Path; import studio.library.disk as disk\n"
        "from studio.library import Library; from studio.paths import home_at; from tests.library.samples import *\n"
        "def no_links(*a): raise PermissionError(1, 'no')\n"
        "os.link = no_links; Path.replace = lambda *a: os._exit(9)\n"
        "async def main():\n"
        " library = Library.open(home_at(Path(sys.argv[1]))); jobs, _ = await library.jobs.enqueue([order()])\n"
        " await library.pictures.save(jobs[0], picture(jobs[0], 0))\n"
        "asyncio.run(main())"
    )
    assert subprocess.run([sys.executable, "-c", script, str(place.data)], check=False).returncode == 9
    folder = place.pictures / "Sketches"
    assert [path.stat().st_size for path in folder.glob("*.png")] == [0]
    assert (await library.recover()).cleared == 1
    assert list(folder.iterdir()) == []


async def test_stale_parts_are_swept_and_fresh_ones_of_others_left(library: Library, place: Home) -> None:
    """Pictures are saved by the owner alone; blobs and copies may be on their way in any process."""
    folder = place.pictures / "Sketches"
    for where in (place.pictures, folder, folder / "week 3", place.blobs, place.backups):
        where.mkdir(parents=True, exist_ok=True)
        (where / disk.part_name()).write_bytes(b"half")
    old = place.blobs / disk.part_name()
    old.write_bytes(b"half")
    os.utime(old, (1, 1))
    recovery = await library.recover()
    assert recovery.swept == 3
    left = [path.parent for path in place.data.rglob("*.part")]
    assert sorted(left) == [place.backups, place.blobs]
