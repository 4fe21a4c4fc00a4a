"""What must be true of a STUDIO_HOME after any crash: whole files, each an asset, each picture of a job once."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from PIL import Image

from studio.core import Studio
from studio.library.library import Library
from studio.paths import home_at
from studio.provenance.pictures import read_recipe
from studio.recipe.job import ENDED
from studio.recipe.recipe import variation


def picture_files(home: Path) -> dict[Path, str]:
    """Every file under a final name in the pictures folder, with its sha256."""
    files = [path for path in home_at(home).pictures.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.suffix == ".png"}


async def settle(home: Path, seconds: float = 100) -> None:
    """Start the studio again and let it finish what was waiting."""
    studio = Studio(home_at(home))
    await studio.start()
    try:
        async with asyncio.timeout(seconds):
            while await studio.library.jobs.jobs(["waiting", "running"]):
                await asyncio.sleep(0.05)
    finally:
        await studio.close()


async def audit(home: Path) -> None:
    """Assert the invariants of the saving protocol on everything in the home."""
    files = picture_files(home)
    library = Library.open(home_at(home))
    try:
        listed: set[Path] = set()
        for job in await library.jobs.jobs():
            assert job.state in ENDED, f"a job was left {job.state}"
            assets = await library.pictures.assets_of(job.id)
            indexes = [asset.index for asset in assets]
            assert len(set(indexes)) == len(indexes), "a picture was made twice"
            if job.state == "done":
                assert indexes == list(range(job.order.count))
            for asset in assets:
                assert files[asset.path] == asset.sha256
                assert asset.recipe == variation(job.order.recipe, asset.index)
                listed.add(asset.path)
        assert set(files) == listed, "a file under a final name is no asset"
    finally:
        library.close()
    for path in files:
        with Image.open(path) as image:
            image.load()
        assert read_recipe(path) is not None
    assert not list(home.rglob(".studio-*")), "half-written files were left"
