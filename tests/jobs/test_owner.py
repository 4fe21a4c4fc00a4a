"""The runner lock among real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from studio.errors import FolderUnusable, OtherVersion
from studio.jobs.owner import Ownership
from studio.paths import Home, home_at

HOLDS = """
import sys, time
from pathlib import Path
from studio.jobs.owner import Ownership
from studio.paths import home_at
mine = Ownership(home_at(Path(sys.argv[1])), sys.argv[2])
assert mine.take()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(home: Path) -> Home:
    return home_at(home)


@pytest.fixture
def another(home: Path, request: pytest.FixtureRequest) -> Generator[subprocess.Popen[str]]:
    """Another process that holds the lock, of version 9.9 unless the test says otherwise."""
    version = getattr(request, "param", "9.9")
    child = subprocess.Popen([sys.executable, "-c", HOLDS, str(home), version], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_one_holds_it_and_letting_go_is_enough_for_the_next(place: Home):
    one, two = Ownership(place, "1"), Ownership(place, "1")
    assert one.take()
    assert one.held
    assert not two.take()
    holder = two.holder()
    assert holder is not None
    assert holder.version == "1"
    one.release()
    assert two.take()
    two.release()


def test_death_lets_go(place: Home, another: subprocess.Popen[str]):
    mine = Ownership(place, "1")
    assert not mine.take()
    another.send_signal(signal.SIGKILL)
    another.wait()
    deadline = time.monotonic() + 5
    while not mine.take():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    mine.release()


def test_another_version_is_refused_politely(place: Home, another: subprocess.Popen[str]):
    mine = Ownership(place, "1")
    assert not mine.take()
    with pytest.raises(OtherVersion, match=r"9\.9") as refusal:
        mine.require_same_version()
    assert str(another.pid) in refusal.value.remedy


@pytest.mark.parametrize("another", ["1"], indirect=True)
def test_the_same_version_is_welcome(place: Home, another: subprocess.Popen[str]):
    mine = Ownership(place, "1")
    assert not mine.take()
    mine.require_same_version()


def test_the_note_of_a_dead_owner_frightens_nobody(place: Home, another: subprocess.Popen[str]):
    another.kill()
    another.wait()
    mine = Ownership(place, "1")
    mine.require_same_version()


def test_a_home_that_is_a_file(tmp_path: Path):
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(FolderUnusable) as refusal:
        Ownership(home_at(tmp_path / "home"), "1").take()
    assert "STUDIO_HOME" in refusal.value.remedy
