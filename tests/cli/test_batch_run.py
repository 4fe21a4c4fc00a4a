"""`studio batch run`: plans with mistakes and dry runs in this process, pictures through the real entry."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio import __version__
from studio.jobs.owner import Ownership
from studio.library.blobs import Blobs
from studio.paths import home_at
from studio.provenance.pictures import read_recipe
from tests.cli.conftest import Outcome, Run, finish, start

KEYS = {
    *("planned", "done", "failed", "files", "manifest"),
    *("plan", "batch", "folder", "kept", "seconds", "problems", "notices", "errors"),
}


def write_plan(folder: Path, rows: list[str], name: str = "plan.csv", header: str = "prompt,seed,steps,size") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def tiny_rows(count: int, steps: int = 2, first: int = 1) -> list[str]:
    return [f"a red circle number {number},{number},{steps},64x64" for number in range(first, first + count)]


def everything_in(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def require_document(outcome: Outcome) -> dict[str, Any]:
    document = outcome.document
    assert document.keys() >= KEYS
    for error in document["errors"]:
        assert error["message"] in outcome.err
    return document


def test_mistakes_are_told_with_their_places_and_nothing_starts(run: Run, with_model: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "p", ["a fox,one,4,128x128", "a moon,2,0,128x128"])
    before = everything_in(tmp_path / "p")
    outcome = run("batch", "run", str(plan), "--out", str(tmp_path / "out"), "--json")
    assert outcome.status == 2
    document = require_document(outcome)
    assert {(problem["line"], problem["column"]) for problem in document["problems"]} == {(2, 7), (3, 10)}
    assert f"{plan}:2:7: error: seed:" in outcome.err
    assert f"{plan}:3:10: error: steps:" in outcome.err
    assert (document["done"], document["files"], document["manifest"]) == (0, [], None)
    assert "nothing was started" in document["errors"][0]["message"]
    assert everything_in(tmp_path / "p") == before
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_there(run: Run, with_model: Path, tmp_path: Path) -> None:
    outcome = run("batch", "run", str(tmp_path / "nothing.csv"), "--json")
    assert outcome.status == 2
    document = require_document(outcome)
    assert len(document["errors"]) == 1
    assert "nothing.csv" in outcome.err


@pytest.mark.parametrize("arguments", [["--frob"], ["--limit", "0"]])
def test_wrong_usage_has_the_whole_document(run: Run, arguments: list[str]) -> None:
    outcome = run("batch", "run", "plan.csv", "--json", *arguments)
    assert outcome.status == 2
    assert require_document(outcome)["planned"] == 0


def test_a_missing_file_is_named_before_anything_starts(run: Run, with_model: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, ["a fox,nowhere.png", "a moon,"], header="prompt,start")
    outcome = run("batch", "run", str(plan), "--dry-run")
    assert outcome.status == 2
    assert "nowhere.png" in outcome.err
    assert f"{plan}:2:7" in outcome.err
    assert "a moon" in outcome.out, "what the other rows ask for is shown all the same"


def test_a_dry_run_shows_everything_and_writes_nothing(run: Run, with_model: Path, home: Path, tmp_path: Path) -> None:
    rows = [f"a {{red|blue}} fox number {number},{number},4,128x128" for number in range(30)]
    plan = write_plan(tmp_path / "p", rows)
    before = everything_in(tmp_path)
    outcome = run("batch", "run", str(plan), "--dry-run", "--out", str(tmp_path / "out"))
    assert outcome.status == 0, outcome.err
    assert "a red fox number 0" in outcome.out
    assert "a blue fox number 29" in outcome.out
    assert "more ..." in outcome.out
    assert "60 pictures in 60 jobs" in outcome.out
    assert str(tmp_path / "out") in outcome.out
    assert not (tmp_path / "out").exists()
    assert everything_in(tmp_path / "p") == before & everything_in(tmp_path / "p")
    assert run("batch", "status", "--json").document["batches"] == []


def test_the_document_of_a_dry_run_has_every_row(run: Run, with_model: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, ["a fox,7,4,128x128", "a moon,8,4,128x128"])
    document = require_document(run("batch", "run", str(plan), "--dry-run", "--json"))
    assert (document["planned"], document["done"], document["to_make"]) == (2, 0, 2)
    assert [(row["prompt"], row["seed"], row["line"]) for row in document["rows"]] == [
        ("a fox", 7, 2),
        ("a moon", 8, 3),
    ]
    assert document["cost"] == 0


def test_detached_work_needs_somebody_who_runs_the_queue(run: Run, with_model: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, ["a fox,7,4,128x128"])
    outcome = run("batch", "run", str(plan), "--detach", "--json")
    assert outcome.status == 2
    assert "Leave --detach out" in outcome.err
    assert run("batch", "status", "--json").document["batches"] == []


def test_detached_work_is_left_to_whoever_runs_the_queue(
    run: Run, with_model: Path, home: Path, tmp_path: Path
) -> None:
    plan = write_plan(tmp_path, ["a fox,7,4,128x128", "a moon,8,4,128x128"])
    owner = Ownership(home_at(home), __version__)
    assert owner.take()
    try:
        outcome = run("batch", "run", str(plan), "--detach", "--name", "Autumn", "--json")
        assert outcome.status == 0, outcome.err
        assert require_document(outcome)["batch"] == "Autumn"
        run("batch", "pause", "Autumn")
        assert run("batch", "resume", "Autumn", "--detach").status == 0
        (batch,) = run("batch", "status", "--json").document["batches"]
    finally:
        owner.release()
    assert (batch["name"], batch["state"], batch["pictures"], batch["made"]) == ("Autumn", "waiting", 2, 0)


def test_the_queue_goes_on_without_a_name(run: Run, with_model: Path) -> None:
    run("batch", "pause")
    assert run("batch", "resume").status == 0
    assert run("batch", "status", "--json").document["holds"] == {}


def test_an_unknown_batch_cannot_go_on(run: Run, with_model: Path) -> None:
    outcome = run("batch", "resume", "Autumn", "--json")
    assert outcome.status == 2
    assert "There is no batch “Autumn”" in require_document(outcome)["errors"][0]["message"]


def batch_run(home: Path, plan: Path, *arguments: str) -> subprocess.Popen[str]:
    return start(home, "batch", "run", str(plan), "--json", *arguments)


def require_files(document: dict[str, Any], count: int) -> None:
    """Every picture whole, each another, each with its recipe; and a manifest that lists them all."""
    assert len(document["files"]) == count
    for file in document["files"]:
        data = Path(file["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        decoded = read_recipe(data)
        assert decoded is not None
        assert decoded.recipe.seed == file["seed"]
    assert len({file["sha256"] for file in document["files"]}) == count
    manifest = json.loads(Path(document["manifest"]).read_text(encoding="utf-8"))
    assert [entry["sha256"] for entry in manifest["pictures"]] == [file["sha256"] for file in document["files"]]


def test_a_plan_becomes_a_folder_and_again_only_what_is_missing(tiny_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan = write_plan(tmp_path, tiny_rows(3))
    outcome = finish(batch_run(tiny_home, plan, "--out", str(out), "--name", "Whole"))
    assert outcome.status == 0, outcome.err
    document = require_document(outcome)
    assert (document["planned"], document["done"], document["failed"], document["kept"]) == (3, 3, 0, 0)
    require_files(document, 3)
    assert "3 of 3 done" in outcome.err
    with Image.open(out / "contact-sheet.jpg") as sheet:
        sheet.load()
    before = {path: path.stat().st_mtime_ns for path in out.iterdir() if path.suffix == ".png"}

    Path(document["files"][1]["path"]).unlink()
    again = finish(batch_run(tiny_home, plan, "--out", str(out), "--name", "Whole"))
    assert again.status == 0, again.err
    assert require_document(again)["kept"] == 2
    require_files(again.document, 3)
    after = {path: path.stat().st_mtime_ns for path in out.iterdir() if path.suffix == ".png"}
    assert len(after) == 3
    assert len(set(before.items()) & set(after.items())) == 2
    assert [file["sha256"] for file in again.document["files"]] == [file["sha256"] for file in document["files"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_pauses_and_the_batch_goes_on_by_its_name(
    tiny_home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    name = f"Stopped by {number.name}"
    plan = write_plan(tmp_path, tiny_rows(12, steps=6, first=100))
    process = batch_run(tiny_home, plan, "--out", str(tmp_path / "out"), "--name", name)
    seen = read_until_made(process, 2)
    process.send_signal(number)
    outcome = finish(process, seen)
    assert outcome.status == 130, outcome.err
    document = require_document(outcome)
    made = len(document["files"])
    assert 2 <= made < 12
    assert document["errors"] == []
    assert f'studio batch resume "{name}"' in outcome.err
    status = finish(start(tiny_home, "batch", "status", name, "--json")).document["batches"]
    assert [(one["state"], one["made"]) for one in status] == [("paused", made)]

    if number is signal.SIGINT:
        resumed = finish(start(tiny_home, "batch", "resume", name, "--json"))
    else:
        resumed = finish(batch_run(tiny_home, plan, "--out", str(tmp_path / "out"), "--name", name))
    assert resumed.status == 0, resumed.err
    assert resumed.document["done"] == 12
    require_files(resumed.document, 12)


def read_until_made(process: subprocess.Popen[str], count: int) -> str:
    """What it said until so many pictures, or more, were made."""
    assert process.stderr is not None
    seen = ""
    for line in process.stderr:
        seen += line
        made = re.match(r"(\d+) of \d+ done", line)
        if made and int(made[1]) >= count:
            return seen
    raise AssertionError(f"{count} pictures were not made: {seen}")


def test_two_commands_make_one_plan_together(tiny_home: Path, tmp_path: Path) -> None:
    """The second follows the first; both tell of the same pictures."""
    plan = write_plan(tmp_path, tiny_rows(8, steps=4, first=300))
    arguments = ("--out", str(tmp_path / "out"), "--name", "Together")
    first = batch_run(tiny_home, plan, *arguments)
    seen = read_until_made(first, 1)
    second = finish(batch_run(tiny_home, plan, *arguments))
    outcome = finish(first, seen)
    assert (outcome.status, second.status) == (0, 0), outcome.err + second.err
    require_files(outcome.document, 8)
    assert second.document["files"] == outcome.document["files"]
    assert len(list((tmp_path / "out").glob("*.png"))) == 8


def test_what_fails_is_set_aside_and_the_rest_goes_on(tiny_home: Path, tmp_path: Path) -> None:
    """A start picture that goes away between the check and its turn."""
    picture = tmp_path / "begin.png"
    Image.new("RGB", (64, 64), "red").save(picture)
    rows = ["a fox,1,2,64x64,", f"a moon,2,2,64x64,{picture.name}", "a sun,3,2,64x64,"]
    plan = write_plan(tmp_path, rows, header="prompt,seed,steps,size,start")
    arguments = ("--out", str(tmp_path / "out"), "--name", "Broken")
    owner = Ownership(home_at(tiny_home), __version__)
    assert owner.take()
    try:
        assert finish(batch_run(tiny_home, plan, "--detach", *arguments)).status == 0
    finally:
        owner.release()
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    Blobs(home_at(tiny_home).blobs).path(digest).unlink()
    outcome = finish(start(tiny_home, "batch", "resume", "Broken", "--json"))
    assert outcome.status == 1, outcome.err
    document = require_document(outcome)
    assert (document["planned"], document["done"], document["failed"]) == (3, 2, 1)
    (error,) = document["errors"]
    assert "1 picture was not made" in error["message"]
    assert "studio batch retry Broken" in outcome.err
    manifest = json.loads(Path(document["manifest"]).read_text(encoding="utf-8"))
    assert [aside["prompt"] for aside in manifest["set_aside"]] == ["a moon"]
