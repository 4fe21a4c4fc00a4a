"""How the queue is to run: what holds it, the rules it keeps, and batches, which are the runs of plans."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.recipe.job import Lane

Cause = Literal["user", "crash", "failures"]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Why a lane stands still until somebody lets it go on."""

    cause: Cause
    message: str
    """a plain sentence for the user"""
    since: float
    """Unix time, seconds"""


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner waits for; it goes on by itself when the cause is gone: a full disk, a folder, a busy database."""

    kind: str
    """the class in errors.py"""
    message: str
    remedy: str
    since: float
    """Unix time, seconds"""


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Batch work begins only between two times of the local day, in minutes after midnight, 0 to 1439.

    `begin` after `end` spans midnight; equal ones mean the whole day.
    """

    begin: int
    end: int

    def include(self, minute: int) -> bool:
        if self.begin <= self.end:
            return self.begin == self.end or self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked of the batch lane."""

    hours: Hours | None = None
    stop_after: int = 0
    """failures in a row after which the lane is held; 0 for never"""
    together: bool = True
    """jobs for the model in memory may overtake others, none more than a few times"""


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the queue that is not a job."""

    rules: Rules = Rules()
    holds: dict[Lane, Hold] = {}
    blocked: Blocked | None = None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a plan: its jobs, and the folder that their pictures and the lists of them go to."""

    id: str
    """UUID as 32 hex digits"""
    name: str
    """unique among the batches of a home, as the user sees and types it"""
    plan: str
    """absolute path of the plan's file, or empty"""
    folder: str
    """absolute path of the output"""
    project: str
    created: float
    """Unix time, seconds"""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs of a batch by state, and its pictures."""

    waiting: int = 0
    running: int = 0
    paused: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    pictures: int = 0
    """asked for, those of cancelled jobs that were not made left out"""
    made: int = 0

    @property
    def unfinished(self) -> int:
        return self.waiting + self.running + self.paused


class BatchState(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as it stands now."""

    batch: Batch
    paused: bool
    """none of its jobs begins"""
    tally: Tally
    written: bool
    """its lists (manifest, contact sheet) hold everything that was made"""


msgspec.json.Decoder(QueueState)  # before any thread decodes one: see recipe.py
msgspec.json.Decoder(Rules)
msgspec.json.Decoder(Hold)
msgspec.json.Decoder(Blocked)
