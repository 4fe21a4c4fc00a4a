"""Large files are read once, with how far that is; what was read whole before a stop is remembered."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from studio.catalog.fingerprints import Fingerprints
from studio.catalog.reading import Reading, Stopped, read, unread
from tests.catalog.big_models import write_big_weights


def test_what_was_read_whole_before_a_stop_is_remembered(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.safetensors" for number in range(3)]
    for number, path in enumerate(files):
        write_big_weights(path, count=2_500_000, seed=number)
    fingerprints, stop = Fingerprints(tmp_path / "weights.json"), threading.Event()
    wanted = unread([*files, files[0], tmp_path / "nowhere"], fingerprints)
    assert (wanted.files, wanted.bytes) == (tuple(files), sum(path.stat().st_size for path in files))
    heard: list[Reading] = []

    def watch(reading: Reading) -> None:
        heard.append(reading)
        if reading.file == "1.safetensors":
            stop.set()

    with pytest.raises(Stopped):
        read(wanted, fingerprints, watch, stop)
    assert {reading.total for reading in heard} == {wanted.bytes}
    assert 33 <= heard[-1].percent < 66
    again = Fingerprints(tmp_path / "weights.json")
    assert unread(files, again).files == tuple(files[1:])
    read(unread(files, again), again, lambda _: None)
    assert unread(files, again).files == ()


def test_a_damaged_one_holds_up_no_other(tmp_path: Path) -> None:
    broken, sound = tmp_path / "broken.safetensors", tmp_path / "sound.safetensors"
    broken.write_bytes(b"broken")
    write_big_weights(sound, count=10)
    fingerprints = Fingerprints(tmp_path / "weights.json")
    heard: list[Reading] = []
    read(unread([broken, sound], fingerprints), fingerprints, heard.append)
    assert heard[-1].percent == 100
    assert fingerprints.known(sound)
    assert not fingerprints.known(broken)
