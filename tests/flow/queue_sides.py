"""The two processes of a game on one queue, each driven over a pipe, killed and replaced (see queue_hand.py)."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from tests.conftest import Survivors

Answer = dict[str, Any]
Kind = Literal["window", "terminal"]
KINDS: tuple[Kind, Kind] = ("window", "terminal")
PATIENCE = 30.0


class Side:
    """One of the processes."""

    def __init__(self, kind: Kind, log: Path) -> None:
        self.kind = kind
        self._log = log
        command = [sys.executable, "-m", "tests.flow.queue_hand", kind, str(log)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, do: str, **what: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Answer:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, f"the {self.kind} does not answer"
        line = self.process.stdout.readline()
        assert line, f"the {self.kind} ended"
        return json.loads(line)

    def ask(self, do: str, **what: object) -> Answer:
        self.tell(do, **what)
        return self.hear()

    def kill(self) -> None:
        """What it writes from now on is that of a dying process."""
        with self._log.open("a") as log:
            log.write(f"kill\t{self.process.pid}\t0\t\n")
        self.process.kill()
        self.process.communicate()


class Staff:
    """The two sides, who serve one game after the other; whoever was killed is replaced by one that stands by."""

    def __init__(self, folder: Path, survivors: Survivors) -> None:
        self.log = folder / "log"
        self._survivors = survivors
        self._sides: dict[Kind, list[Side]] = {kind: [] for kind in KINDS}

    def side(self, kind: Kind) -> Side:
        """The one that serves; another stands by as soon as it is needed for the first time."""
        for side in (side for side in self._sides[kind] if side.process.poll() is not None):
            side.process.communicate()  # one that ended by itself has open pipes
        self._sides[kind] = [side for side in self._sides[kind] if side.process.poll() is None]
        while len(self._sides[kind]) < 2:
            self._sides[kind].append(self._start(kind))
        return self._sides[kind][0]

    def _start(self, kind: Kind) -> Side:
        side = Side(kind, self.log)
        self._survivors.allow_process(side.process.pid)
        return side

    def close(self) -> None:
        for side in (side for sides in self._sides.values() for side in sides):
            side.process.kill()
            side.process.communicate()
