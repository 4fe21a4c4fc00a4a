"""A library home with many pictures, made in moments: rows of four, files that share a few contents."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import uuid
from pathlib import Path

from PIL import Image, ImageDraw

from studio.library import assets
from studio.library.library import Library
from studio.library.places import Places
from studio.paths import home_at
from studio.provenance.pictures import encode_png
from studio.recipe.asset import Asset
from studio.recipe.job import Job, NewJob
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation

SIDE = 256
"""pixels of each picture: what the embedded model makes"""
EACH = 4
"""pictures of a set"""
_CONTENTS = 64
_WORDS = ("red", "blue", "golden", "small", "tall", "quiet", "sea", "star", "mountain", "house", "bird", "forest")


def build(root: Path, pictures: int) -> None:
    """Fill the home below `root` with finished sets, `pictures` in all."""
    asyncio.run(_build(root, pictures))


async def _build(root: Path, pictures: int) -> None:
    home = home_at(root)
    library = Library.open(home)
    chance = random.Random(pictures)
    orders = [NewJob(recipe=_recipe(chance), count=EACH, project="Sketches") for _ in range(-(-pictures // EACH))]
    jobs, _ = await library.jobs.enqueue(orders)
    folder = home.pictures / "Sketches"
    folder.mkdir(parents=True, exist_ok=True)
    contents = [_content(folder.parent / f"content-{number}.png", chance) for number in range(_CONTENTS)]
    made = [_asset(job, index, folder, contents, chance) for job in jobs for index in range(EACH)]
    await library._database.written(lambda connection: _keep(connection, made, Places(home.pictures)))
    library.close()
    for content in contents:
        content.unlink()


def _recipe(chance: random.Random) -> Recipe:
    prompt = "a " + " ".join(chance.choices(_WORDS, k=chance.randint(2, 24)))
    model = ModelRef(id="starter", weights="a" * 64)
    return Recipe(
        prompt=prompt,
        width=SIDE,
        height=SIDE,
        seed=chance.randrange(2**32),
        steps=16,
        guidance=2.5,
        scheduler="default",
        model=model,
    )


def _content(path: Path, chance: random.Random) -> Path:
    image = Image.new("RGB", (SIDE, SIDE), _colour(chance))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, r = chance.randrange(SIDE), chance.randrange(SIDE), chance.randrange(10, 90)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_colour(chance))
    path.write_bytes(encode_png(image.tobytes(), SIDE, SIDE, _recipe(chance)))
    return path


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def _asset(job: Job, index: int, folder: Path, contents: list[Path], chance: random.Random) -> Asset:
    path = folder / f"{job.id[:12]}-{index}.png"
    source = chance.choice(contents)
    try:
        path.hardlink_to(source)
    except OSError:  # a file has only so many names
        shutil.copyfile(source, path)
    recipe = variation(job.order.recipe, index)
    return Asset(
        id=uuid.uuid4().hex,
        path=path,
        sha256="0" * 64,
        width=SIDE,
        height=SIDE,
        recipe=recipe,
        receipt=Receipt(backend="local", device="cpu", dtype="float32", plan="exact", seconds=Seconds()),
        project="Sketches",
        job=job.id,
        index=index,
        created=job.created,
        mark=chance.choices(("none", "starred", "rejected"), (90, 6, 4))[0],
    )


def _keep(connection: sqlite3.Connection, made: list[Asset], places: Places) -> None:
    for asset in made:
        assets.insert(connection, asset, places)
    connection.executemany("INSERT INTO made (job, picture) VALUES (?, ?)", [(one.job, one.index) for one in made])
    connection.execute("UPDATE jobs SET state = 'done'")
