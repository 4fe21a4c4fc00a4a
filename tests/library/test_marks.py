"""Stars, rejects, notes and tags: what is kept, what is listed, what is refused."""

from __future__ import annotations

import asyncio

import pytest

from studio.errors import InputError, JobError
from studio.library import Library
from studio.library.marks import MAX_NOTE, MAX_TAG, MAX_TAGS
from studio.paths import Home
from studio.recipe.asset import Asset, Change
from tests.library.conftest import PATIENCE
from tests.library.samples import order, saved


async def known(library: Library, asset: Asset) -> Asset:
    found = await library.asset(asset.id)
    assert found is not None
    return found


async def test_marks_stay_and_are_listed(library: Library, place: Home) -> None:
    first, second, third = await saved(library)
    change = await library.mark([first.id, second.id], "starred")
    assert change == Change(assets=frozenset({first.id, second.id}))
    assert await library.mark([second.id], "rejected")
    assert not await library.mark([third.id], "none"), "nothing changed"
    other = Library.open(place, patience=PATIENCE)
    try:
        assert [asset.id for asset in await other.marked(None, "starred")] == [first.id]
        assert [asset.mark for asset in await other.assets()] == ["none", "rejected", "starred"]
        assert [asset.id for asset in await other.marked("Sketches", "none")] == [third.id]
        assert await other.marked("Elsewhere", "starred") == ()
    finally:
        other.close()


async def test_pictures_that_are_gone_are_left_out(library: Library) -> None:
    first, *_ = await saved(library)
    assert (await library.mark(["gone", first.id], "starred")).assets == {first.id}
    assert not await library.annotate("gone", "text")
    assert not await library.tag(["gone"], ["sea"])
    assert not await library.trash(["gone"])
    assert not await library.untrash(["gone", first.id])
    assert not await library.mark([], "starred")


@pytest.mark.parametrize("note", ["", "one line", "two\nlines\r\n", " blank ", "\0 日本語 👩‍🎨", "x" * MAX_NOTE])
async def test_a_note_is_kept_as_it_was_written(library: Library, note: str) -> None:
    first, *_ = await saved(library, count=1)
    await library.annotate(first.id, "before")
    assert (await library.annotate(first.id, note)).assets == {first.id}
    assert (await known(library, first)).note == note


@pytest.mark.parametrize("note", ["x" * (MAX_NOTE + 1), "half a character: \ud83d"])
async def test_a_note_that_cannot_be_kept_is_refused(library: Library, note: str) -> None:
    first, *_ = await saved(library, count=1)
    await library.annotate(first.id, "before")
    with pytest.raises(InputError) as caught:
        await library.annotate(first.id, note)
    assert caught.value.remedy
    assert (await known(library, first)).note == "before"


async def test_tags_keep_their_order_and_differ_by_more_than_case(library: Library) -> None:
    first, second, _ = await saved(library)
    await library.tag([first.id], ["Sea", " deep   blue ", "sea", "Straße"])
    assert (await known(library, first)).tags == ("Sea", "deep blue", "Straße")
    assert not await library.tag([first.id], ["SEA"])
    await library.tag([first.id, second.id], ["sea", "Ferry"], remove=["DEEP BLUE", "nowhere", "STRASSE"])
    assert (await known(library, first)).tags == ("Sea", "Ferry")
    assert (await known(library, second)).tags == ("sea", "Ferry")
    await library.tag([first.id], remove=["ferry"])
    assert await library.tags() == ("Sea", "Ferry")
    assert [asset.id for asset in await library.assets(tag="SEA")] == [second.id, first.id]
    assert [asset.id for asset in await library.assets(tag="se")] == [], "the whole tag, not a part of it"


@pytest.mark.parametrize("tag", ["", "  ", "x" * (MAX_TAG + 1), "a\0b", "a\u202eb", "\ud83d"])
async def test_what_is_no_tag_is_refused(library: Library, tag: str) -> None:
    first, *_ = await saved(library, count=1)
    with pytest.raises(InputError):
        await library.tag([first.id], ["good", tag])
    with pytest.raises(InputError):
        await library.tag([first.id], ["good"], remove=[tag])
    assert (await known(library, first)).tags == ()


async def test_a_picture_has_room_for_so_many_tags(library: Library) -> None:
    first, *_ = await saved(library, count=1)
    await library.tag([first.id], [f"tag {number}" for number in range(MAX_TAGS)])
    with pytest.raises(InputError, match="room"):
        await library.tag([first.id], ["one more"])
    assert len((await known(library, first)).tags) == MAX_TAGS


async def test_what_is_no_mark_is_refused(library: Library) -> None:
    first, *_ = await saved(library, count=1)
    with pytest.raises(InputError, match="not a mark"):
        await library.mark([first.id], "loved")  # type: ignore[arg-type]


async def test_search_and_lists_by_mark_tag_and_project(library: Library) -> None:
    sea, *_ = await saved(library, prompt="a quiet sea", project="Summer")
    storm, *_ = await saved(library, prompt="a stormy sea", project="Winter")
    await library.mark([sea.id], "starred")
    await library.tag([storm.id], ["Blue"])
    assert [asset.id for asset in await library.search("SEA", mark="starred")] == [sea.id]
    assert [asset.id for asset in await library.search("sea", tag="blue")] == [storm.id]
    assert await library.search("sea", tag="blue", project="Summer") == ()
    assert len(await library.search("sea", project="Summer")) == 3


async def test_projects_are_listed_by_their_last_use(library: Library) -> None:
    assert await library.projects() == ()
    for project in ("Old", "Middle", "New"):
        await library.jobs.enqueue([order(project=project)])
    assert await library.projects() == ("New", "Middle", "Old")
    await saved(library, count=1, project="Old")
    assert await library.projects() == ("Old", "New", "Middle")


async def test_jobs_of_a_project_in_pages(library: Library) -> None:
    jobs, _ = await library.jobs.enqueue([order(project=("Odd", "Even")[n % 2]) for n in range(10)])
    even = [job.id for job in reversed(jobs) if job.order.project == "Even"]
    page = await library.jobs.jobs(project="Even", limit=2)
    rest = await library.jobs.jobs(project="Even", before=page[-1].id)
    assert [job.id for job in (*page, *rest)] == even
    assert await library.jobs.jobs(before=jobs[0].id) == ()
    assert await library.jobs.jobs(("done",), project="Even") == ()
    with pytest.raises(JobError):
        await library.jobs.jobs(before="gone")


async def test_pictures_of_many_jobs_in_one_answer(library: Library) -> None:
    first, second = await saved(library, count=2), await saved(library, count=1)
    (empty,), _ = await library.jobs.enqueue([order()])
    await library.trash([first[0].id])
    found = await library.pictures.assets_of_jobs([second[0].job, empty.id, first[0].job])
    assert {job: [asset.id for asset in pictures] for job, pictures in found.items()} == {
        second[0].job: [second[0].id],
        empty.id: [],
        first[0].job: [first[0].id, first[1].id],
    }
    assert found[first[0].job] == await library.pictures.assets_of(first[0].job)
    assert [asset.trashed for asset in found[first[0].job]] == [True, False]


async def test_thousands_at_once(library: Library) -> None:
    """More than SQLite takes as parameters."""
    first, *_ = await saved(library, count=1)
    ids = [first.id, *(f"{number:032x}" for number in range(40_000))]
    assert (await library.mark(ids, "starred")).assets == {first.id}
    found = await library.pictures.assets_of_jobs([first.job, *ids])
    assert len(found) == len(ids) + 1
    assert len(found[first.job]) == 1


async def test_two_processes_mark_at_the_same_time(library: Library, place: Home) -> None:
    pictures = await saved(library, count=8)
    other = Library.open(place, patience=5.0)
    try:
        work = [side.tag([asset.id], [name]) for asset in pictures for side, name in ((library, "a"), (other, "b"))]
        await asyncio.gather(*work)
        assert {frozenset(asset.tags) for asset in await library.assets()} == {frozenset({"a", "b"})}
    finally:
        other.close()


async def test_changes_are_numbered_whoever_makes_them(library: Library, place: Home) -> None:
    first, second = await saved(library, count=2)
    newest, nothing = await library.pictures.changed_since(None)
    assert nothing == frozenset()
    other = Library.open(place, patience=PATIENCE)
    try:
        await other.mark([first.id], "starred")
        await other.mark([first.id], "starred")  # nothing changes
        after, changed = await library.pictures.changed_since(newest)
        assert (after, changed) == (newest + 1, frozenset({first.id}))
        await other.annotate(second.id, "calm")
        await library.trash([first.id])
        assert (await other.pictures.changed_since(after))[1] == {first.id, second.id}
        (third,) = await saved(other, count=1)
        latest, changed = await library.pictures.changed_since(after)
        assert third.id in changed
        assert await library.pictures.changed_since(latest) == (latest, frozenset())
    finally:
        other.close()
