"""What a run of a batch came to: filled in as it happens, told at the end as text or as one JSON document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from studio.cli.batch_plan import expansion, problem_entry, survey_document
from studio.cli.batch_reach import quoted
from studio.cli.output import Status, entry, print_json, print_lines, say, say_error, status_of
from studio.errors import Problem, StudioError, error_of_kind
from studio.jobs.listing import Listed, SetAside
from studio.jobs.plans.survey import Survey
from studio.jobs.results import manifest_of
from studio.recipe.queue import Batch

_NAMES = 5
"""of what was set aside that are said"""


class Outcome(msgspec.Struct, kw_only=True):
    """What became of it, filled in as it happens."""

    plan: Path | None = None
    survey: Survey | None = None
    batch: Batch | None = None
    kept: int = 0
    """pictures that were there before"""
    planned: int = 0
    """pictures that were asked for"""
    pictures: tuple[Listed, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    problems: tuple[Problem, ...] = ()
    dry: bool = False
    detached: bool = False
    seconds: float = 0.0
    interrupted: bool = False
    notices: list[str] = []
    errors: list[StudioError] = []

    def notice(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)
            say(sentence)

    @property
    def there(self) -> int:
        """Pictures that are there; after the database was lost more may lie there than can be listed."""
        return max(len(self.pictures), self.kept)

    @property
    def failed(self) -> int:
        """Pictures that were set aside."""
        return sum(aside.missing for aside in self.set_aside if aside.state == "failed")

    @property
    def status(self) -> Status:
        """A picture that could not be made is failed work, whatever the reason."""
        if self.interrupted:
            return Status.INTERRUPTED
        return Status.FAILED if self.set_aside else status_of(self.errors)


def tell(outcome: Outcome, as_json: bool) -> Status:
    """Everything that is left to say."""
    for error in (*outcome.errors, *reasons(outcome.set_aside)):
        say_error(error)
    if as_json:
        print_json(document(outcome))
    elif outcome.dry:
        print_lines(() if outcome.survey is None else expansion(outcome.survey))
    elif manifest := manifest_in(outcome):
        print_lines([manifest])
    _say_end(outcome)
    return outcome.status


def reasons(set_aside: Sequence[SetAside]) -> list[StudioError]:
    """One error for each reason, with how many pictures it cost and whose they were."""
    grouped: dict[tuple[str, str, str], list[SetAside]] = defaultdict(list)
    for aside in set_aside:
        grouped[aside.kind, aside.reason, aside.remedy].append(aside)
    return [_reason(*key, asides) for key, asides in grouped.items()]


def _reason(kind: str, reason: str, remedy: str, asides: Sequence[SetAside]) -> StudioError:
    missing = sum(aside.missing for aside in asides)
    names = [aside.name or aside.prompt for aside in asides]
    shown = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
    counted = "1 picture was not made" if missing == 1 else f"{missing} pictures were not made"
    return error_of_kind(kind, f"{counted} ({shown}): {reason}", remedy=remedy)


def manifest_in(outcome: Outcome) -> str | None:
    found = manifest_of(outcome.batch) if outcome.batch else None
    return None if found is None else str(found)


def _say_end(outcome: Outcome) -> None:
    batch = outcome.batch
    if batch is None or outcome.detached:
        return
    again = quoted(batch.name)
    made = f"{outcome.there} of {outcome.planned} pictures are there"
    if outcome.interrupted:
        say(f"“{batch.name}” is paused; {made}.")
        way = "Run the plan again, or: " if outcome.survey is not None else ""
        say(f"  To go on: {way}studio batch resume {again}")
    elif outcome.set_aside:
        say(f"{made}. To try the others again: studio batch retry {again}")
    elif not outcome.errors:
        say(f"Done in {outcome.seconds:.1f} s: {made} in {batch.folder}.")


def document(outcome: Outcome) -> dict[str, Any]:
    """The JSON of `batch run` and `batch resume`; blanks are null where nothing was begun."""
    survey, batch = outcome.survey, outcome.batch
    folder = batch.folder if batch else (str(survey.folder) if survey else None)
    dry = survey_document(survey) if survey is not None and outcome.dry else {}
    return {
        "planned": outcome.planned,
        "done": outcome.there,
        "failed": outcome.failed,
        "files": [_file(picture) for picture in outcome.pictures],
        "manifest": manifest_in(outcome),
        "plan": None if outcome.plan is None else str(outcome.plan),
        "batch": batch.name if batch else None,
        "folder": folder,
        "kept": outcome.kept,
        "seconds": round(outcome.seconds, 3),
        **dry,
        "problems": [problem_entry(outcome.plan or Path(), problem) for problem in outcome.problems],
        "notices": outcome.notices,
        "errors": [entry(error) for error in (*outcome.errors, *reasons(outcome.set_aside))],
    }


def _file(picture: Listed) -> dict[str, Any]:
    return {
        "path": str(picture.path),
        "sha256": picture.sha256,
        "number": picture.row + 1,
        "name": picture.name,
        "seed": picture.recipe.seed if picture.recipe else None,
        "width": picture.width,
        "height": picture.height,
    }
