"""What must be true of a queue by what it acknowledged, and by the log of those who ran its jobs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from studio.recipe.job import ENDED
from tests.flow.queue_sides import Answer

SPAN = 10
"""between the seeds of two jobs"""

Line = tuple[str, int, int, str]
"""of the log: (what, process, seed, prompt)"""


class Known:
    """What must be true of the queue by what was acknowledged; every look at it is held against that."""

    def __init__(self) -> None:
        self.jobs: dict[str, Answer] = {}
        self.orders: list[list[str]] = [[]]
        """every order that the moves so far may have led to: of moves at one moment either may have been the first"""
        self.prompts: dict[str, dict[int, str]] = defaultdict(dict)
        """accepted edits of a job by their revision"""
        self.maybe: tuple[str, str] | None = None
        """(job, prompt) of an edit whose side died while it made it"""
        self.paused: dict[str, int] = {}
        """jobs that must not begin, with how often they had begun"""
        self.ever_paused: list[str] = []
        """also those that were cancelled since, which whoever lets jobs go on may not know"""
        self.cancelled: dict[str, int] = {}
        self.held: dict[str, int] | None = None
        self.batch_paused: dict[str, int] | None = None
        self.loose: set[str] = set()
        """jobs that were cancelled once: where they stand does not follow from the moves alone"""

    def attempts(self) -> dict[str, int]:
        return {job: row["attempts"] for job, row in self.jobs.items()}

    def add(self, jobs: Sequence[str]) -> None:
        new = [job for job in jobs if job not in self.orders[0]]
        self.orders = [[*order, *new] for order in self.orders]

    def edited(self, job: str, revision: int, prompt: str) -> None:
        there = self.prompts[job].setdefault(revision, prompt)
        assert there == prompt, f"two edits of {job} were accepted for one revision: {there}, {prompt}"

    def pause(self, job: str, attempts: int) -> None:
        self.paused[job] = attempts
        self.ever_paused.append(job)

    def cancel(self, stopped: Mapping[str, int]) -> None:
        """These are cancelled by now, or will be."""
        self.cancelled.update(stopped)
        self.loose |= stopped.keys()
        self.paused = {job: count for job, count in self.paused.items() if job not in stopped}

    def move(self, job: str, before: str | None) -> None:
        self.orders = [moved(order, job, before) for order in self.orders]

    def see(self, look: Answer, *, resync: bool = False) -> None:
        """With `resync`, what was asked while a side died may have been done or not."""
        self.jobs = {row["id"]: row for row in look["jobs"]}
        self.add(list(self.jobs))
        if resync:
            self._take_over()
        for job, row in self.jobs.items():
            self._check(job, row)
        there = [job for job, row in self.jobs.items() if row["state"] not in ENDED and job not in self.loose]
        fitting = [order for order in self.orders if [job for job in order if job in set(there)] == there]
        assert fitting, f"the order is {there}, and should be one of {self.orders}"
        self.orders = fitting

    def _take_over(self) -> None:
        if self.maybe is not None:
            job, prompt = self.maybe
            if self.jobs[job]["prompt"] == prompt:
                self.prompts[job][self.jobs[job]["revision"]] = prompt
        self.maybe = None
        self.cancel(cancelled_in(self.jobs))
        for job, row in self.jobs.items():
            if row["state"] == "paused" and job not in self.paused:
                self.pause(job, row["attempts"])

    def _check(self, job: str, row: Answer) -> None:
        edits = self.prompts[job]
        if edits:
            assert row["prompt"] == edits[max(edits)], f"an edit of {row} was lost: {edits}"
        if job in self.paused:
            assert row["state"] in ("paused", "cancelled", "done") or row["stopping"], f"a pause was lost: {row}"
        if job in self.cancelled:
            assert row["state"] in ("cancelled", "done") or row["stopping"], f"a cancel was lost: {row}"
        for what in (self.paused, self.cancelled, self.held or {}, self.batch_paused or {}):
            assert row["attempts"] == what.get(job, row["attempts"]), f"it began although it must not: {row}"


def cancelled_in(rows: Mapping[str, Answer]) -> dict[str, int]:
    """How often each had begun that is cancelled, or will be."""
    return {job: row["attempts"] for job, row in rows.items() if row["state"] == "cancelled" or row["stopping"]}


def moved(order: list[str], job: str, before: str | None) -> list[str]:
    if job == before:
        return order
    rest = [one for one in order if one != job]
    at = len(rest) if before is None else rest.index(before)
    return [*rest[:at], job, *rest[at:]]


def judge_log(log: Sequence[Line], attempts: Mapping[int, int], edited: set[int]) -> None:
    """One process at a time runs jobs; each is begun as often as it was claimed, and each picture painted once.

    Painted twice is only what a process took with it when it was killed, or what was edited since.
    """
    killed = {pid for what, pid, _, _ in log if what == "kill"}
    dying: set[int] = set()
    at_work: dict[int, int] = {}
    painted: dict[tuple[int, str], list[int]] = defaultdict(list)
    begun: Counter[int] = Counter()
    for what, pid, seed, prompt in log:
        if what == "kill":
            dying.add(pid)
            at_work.pop(pid, None)
        elif what == "paint":
            painted[seed, prompt].append(pid)
        elif what == "begin":
            begun[seed] += 1
            assert pid in dying or not at_work.keys() - {pid}, f"two processes at work: {at_work}, {pid}"
            at_work.update({pid: seed} if pid not in dying else {})
        else:
            at_work.pop(pid, None)
    for picture, pids in painted.items():
        if picture[0] // SPAN * SPAN in edited:
            continue  # what was painted before an edit is dropped, and may be asked for again by the plan
        assert len(set(pids)) == len(pids), f"painted twice by one process: {picture}"
        assert set(pids[:-1]) <= killed, f"painted again: {picture} by {pids}, killed were {killed}"
    for seed, count in begun.items():
        assert count <= attempts[seed], f"{seed} ran {count} times and was claimed {attempts[seed]} times"
