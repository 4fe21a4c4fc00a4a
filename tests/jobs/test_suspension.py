"""A computer that falls asleep over its work: owner and engine stand still together, and then go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from studio.jobs.sleep import SLEPT_SECONDS
from tests.backends.scripted_engine import Script

COUNT = 40


def test_owner_and_engine_sleep_and_go_on(home: Path, tmp_path: Path):
    script = msgspec.json.encode(Script(lives=str(tmp_path / "lives"), step=0.05)).decode()
    command = [sys.executable, "-m", "tests.jobs.suspended", str(home), script, str(COUNT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        lines: list[str] = []
        while not lines or not lines[-1].startswith("engine"):
            lines.append(owner.stdout.readline().rstrip())
            assert lines[-1], lines
        engine = int(lines[-1].split()[1])
        for process in (owner.pid, engine):
            os.kill(process, signal.SIGSTOP)
        time.sleep(SLEPT_SECONDS + 3.0)
        for process in (engine, owner.pid):
            os.kill(process, signal.SIGCONT)
        lines += owner.stdout.read().splitlines()
    assert owner.returncode == 0
    assert [line for line in lines if line.startswith("picture")] == [f"picture {index}" for index in range(COUNT)]
    assert lines[-1] == f"ended Finished {engine}"
    assert len((tmp_path / "lives").read_text().splitlines()) == 1
    (notice,) = [line for line in lines if line.startswith("notice")]
    assert "slept" in notice
    assert "goes on" in notice
