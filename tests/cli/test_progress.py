"""Progress of a job, as a terminal and as a log sees it."""

from __future__ import annotations

import pytest

from studio.cli.bar import Bar
from studio.cli.progress import Watch
from studio.recipe.events import Event, Phase, Picture, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe

RECIPE = Recipe(
    prompt="x",
    width=8,
    height=8,
    seed=1,
    steps=4,
    guidance=1.0,
    scheduler="default",
    model=ModelRef(id="m", weights="0" * 64),
)
RECEIPT = Receipt(backend="local", device="cpu", dtype="float32", plan="exact", seconds=Seconds())


def at(index: int, phase: Phase, step: int = 0) -> Progress:
    return Progress(index=index, phase=phase, step=step, steps=4)


def done(index: int) -> Picture:
    return Picture(index=index, recipe=RECIPE, receipt=RECEIPT, width=8, height=8, encoding="rgb8", data=b"")


EVENTS: list[Event] = [
    at(0, "starting"),
    at(0, "loading"),
    at(0, "denoising", 1),
    at(0, "denoising", 4),
    done(0),
    at(1, "denoising", 2),
    at(0, "denoising", 3),
    done(1),
    at(2, "denoising", 4),
    done(2),
]


def test_lines_for_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with Watch(3) as watch:
        for event in EVENTS:
            watch.see(event)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["Starting the engine ...", "Loading the model ...", "Making pictures ..."]
    assert [line.split(" done")[0] for line in lines[3:]] == ["1 of 3", "2 of 3", "3 of 3"]
    assert lines[3].endswith("s left")
    assert lines[5] == "3 of 3 done"


def test_a_bar_for_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    bar = Bar(3)
    try:
        bar.show("Loading the model", 0.0, begun=False)
        bar.show("Making pictures", 1.5, begun=True)
    finally:
        bar.close()
    out, err = capsys.readouterr()
    assert out == ""
    assert "Making pictures" in err
