"""What is said of a plan: facts, problems by what is wrong, the state of its batch."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from studio.errors import Problem
from studio.recipe.queue import BatchState, Tally
from studio.workspace.plan_words import (
    batch_sentence,
    cost_of,
    counted,
    pictures_of,
    run_words,
    time_of,
    troubles,
)
from tests.workspace.scripted_plans import a_planned, a_survey, batch_of


def problem(line: int, column: int = 5, message: str = "“x” is no seed.", **more: object) -> Problem:
    found = Problem(line=line, column=column, field="seed", message=message, remedy="Give a number.")
    return msgspec.structs.replace(found, **more)


def test_the_same_mistake_is_told_once_with_all_its_places() -> None:
    found = troubles([problem(9), problem(3), problem(4, column=8)])
    assert [one.where for one in found] == ["Lines 3, 4 and 9, in “seed”"]
    assert (found[0].message, found[0].remedy, found[0].error) == ("“x” is no seed.", "Give a number.", True)


def test_one_place_names_its_column() -> None:
    assert troubles([problem(3, 7)])[0].where == "Line 3, column 7, in “seed”"
    assert troubles([problem(3, 7), problem(3, 9)])[0].where == "Line 3, columns 7 and 9, in “seed”"
    assert troubles([problem(1000, 7, field="")])[0].where == "Line 1,000, column 7"


def test_many_places_are_counted() -> None:
    assert (
        troubles([problem(line) for line in range(2, 302)])[0].where == "Lines 2, 3, 4, 5, 6, 7 and 294 more, in “seed”"
    )


def test_errors_come_first_then_by_place() -> None:
    found = troubles(
        [problem(2, message="only to be known", severity="warning"), problem(9, message="b"), problem(5, message="a")]
    )
    assert [one.message for one in found] == ["a", "b", "only to be known"]


def test_a_mistake_in_another_file_names_it() -> None:
    found = troubles([problem(3, file="/plans/colours.txt"), problem(3)])
    assert sorted(one.where for one in found) == [
        "Line 3, column 5, in “seed”",
        "colours.txt: Line 3, column 5, in “seed”",
    ]


def test_how_many_pictures() -> None:
    assert pictures_of(a_survey([a_planned(1)])) == "1 picture"
    assert (
        pictures_of(a_survey([a_planned(1, count=4, there=1), a_planned(2)])) == "5 pictures in 2 sets, 1 there already"
    )
    assert pictures_of(a_survey([a_planned(1, there=1), a_planned(2, there=1)])) == "2 pictures, all there already"
    queued = a_survey([a_planned(1), a_planned(2, queued=True)])
    assert pictures_of(queued) == "2 pictures, 1 in the queue already"


def test_how_long_it_takes() -> None:
    survey = a_survey([a_planned(1)], seconds=720.0)
    assert time_of(survey) == "About 12 min"
    assert (
        time_of(msgspec.structs.replace(survey, load_seconds=30.0))
        == "About 12 min, of that about 30 s to load the model"
    )
    assert time_of(a_survey([a_planned(1)], seconds=None)).startswith("Known after the first picture")
    assert time_of(a_survey([a_planned(1, there=1)])) == "None: nothing is missing"


def test_what_it_costs() -> None:
    survey = a_survey([a_planned(1)])
    assert cost_of(survey) == "Nothing: it is made on this computer"
    assert cost_of(msgspec.structs.replace(survey, cost=3.2)) == "About 3.20"


def test_the_button_says_how_many() -> None:
    said = [run_words(missing, waits=True) for missing in (1, 3170, 0)]
    assert said == ["Make 1 picture", "Make 3,170 pictures", "Update the queue"]
    assert run_words(0, waits=False) == "Nothing to make"


def test_counts_have_their_plural() -> None:
    assert (counted(1, "row"), counted(0, "row"), counted(2000, "row")) == ("1 row", "0 rows", "2,000 rows")


@pytest.mark.parametrize(
    ("tally", "paused", "said"),
    [
        (Tally(waiting=3, running=1, pictures=9, made=4), False, "Running: 4 of 9 pictures made"),
        (Tally(waiting=3, pictures=9), False, "Waiting: 0 of 9 pictures made"),
        (Tally(waiting=3, failed=2, pictures=9, made=4), True, "Paused: 4 of 9 pictures made, 2 jobs set aside"),
        (Tally(done=4, cancelled=1, pictures=8, made=8), False, "Done: 8 of 8 pictures made, 1 job cancelled"),
    ],
)
def test_the_state_of_the_batch(tally: Tally, paused: bool, said: str) -> None:
    state = BatchState(batch=batch_of(Path("/plans/a.csv")), paused=paused, tally=tally, written=False)
    assert batch_sentence(state) == said
