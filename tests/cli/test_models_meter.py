"""What is shown while a model comes."""

from __future__ import annotations

import pytest

from studio.catalog.coming import Progress
from studio.cli.models_bar import Bar
from studio.cli.models_meter import Lines, Meter, line_of


def at(done: int, fetched: int | None = None) -> Progress:
    count = done if fetched is None else fetched
    return Progress(done=done, total=2_000_000_000, fetched=count, file="unet/model.safetensors")


def test_how_much_how_fast_and_how_long() -> None:
    half = at(1_000_000_000, fetched=500_000_000)
    assert line_of(half, 50) == "1.0 GB of 2.0 GB, 10.0 MB/s, about 100 s left"
    assert line_of(at(2_000_000_000), 100) == "2.0 GB of 2.0 GB, 20.0 MB/s"
    assert line_of(at(500, fetched=0), 1) == "500 bytes of 2.0 GB"


def test_a_line_at_every_tenth_of_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.show(at(900_000_000, fetched=0))  # what was here before
    for done in range(0, 2_000_000_001, 50_000_000):
        lines.show(at(done))
    assert len(capsys.readouterr().err.splitlines()) == 11


def test_without_a_terminal_there_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Meter() as meter:
        meter.see(at(1_000_000_000))
    assert "1.0 GB of 2.0 GB" in capsys.readouterr().err


def test_on_a_terminal_there_is_a_bar_with_all_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    bar = Bar()
    bar.show(at(1_000_000_000, fetched=0))
    bar.show(at(1_500_000_000, fetched=500_000_000))
    bar.close()
    shown = capsys.readouterr().err
    assert "unet/model.safetensors" in shown
    assert "1.5/2.0 GB" in shown
