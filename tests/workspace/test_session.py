"""The session survives its file, and a damaged file never costs more than itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.paths import Home
from studio.recipe.speed import Speed
from studio.workspace import session as sessions
from studio.workspace.draft import SavedDraft, StartPicture
from studio.workspace.filter import Filter
from studio.workspace.session import VERSION, Desk, Session, ShownSet
from studio.workspace.sets import CellRef, SetFacts
from studio.workspace.view import SavedView

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_small = st.integers(1, 4096)
_drafts = st.builds(
    SavedDraft,
    prompt=_text,
    negative=_text,
    width=st.none() | _small,
    height=st.none() | _small,
    count=_small,
    seed=st.integers(0, 2**32 - 1),
    seed_locked=st.booleans(),
    steps=st.none() | _small,
    guidance=st.none() | st.floats(0, 30),
    model=st.none() | _text,
    start=st.none() | st.builds(StartPicture, sha256=_text, name=_text),
    strength=st.floats(0.01, 1),
)
_facts = st.builds(
    SetFacts,
    job=_text,
    prompt=_text,
    negative=_text,
    width=_small,
    height=_small,
    count=st.integers(1, 9),
    seed=st.integers(0, 2**32 - 1),
    steps=_small,
    model=_text,
    start=st.booleans(),
    created=st.floats(0, 2e9),
)
_shown = st.builds(
    ShownSet,
    facts=_facts,
    state=st.sampled_from(["waiting", "done", "failed", "cancelled"]),
    files=st.lists(st.tuples(st.integers(0, 9), _text), max_size=3).map(tuple),
)
_ref = st.builds(CellRef, job=_text, index=st.integers(0, 63))
_refs = st.lists(_ref, max_size=3).map(tuple)
_filters = st.builds(Filter, text=_text, kept=st.sampled_from(["all", "starred", "unrejected"]))
_views = st.builds(
    SavedView,
    geometry=_text,
    layout=_text,
    anchor=_text,
    offset=st.integers(0, 10**6),
    cell=st.integers(120, 480),
    current=st.none() | _ref,
    viewing=st.booleans(),
    folded=st.lists(_text, max_size=3).map(tuple),
    strength=st.floats(0, 1),
)
_seconds = st.none() | st.floats(0, 1e6)
_sessions = st.builds(
    Session,
    project=_text,
    draft=_drafts,
    filter=_filters,
    chosen=_refs,
    view=_views,
    desks=st.dictionaries(_text, st.builds(Desk, draft=_drafts, filter=_filters, chosen=_refs), max_size=2),
    sets=st.lists(_shown, max_size=3).map(tuple),
    speeds=st.dictionaries(_text, st.builds(Speed, load=_seconds, step=_seconds, rest=_seconds), max_size=2),
)


@given(_sessions)
def test_codec_round_trip(session: Session) -> None:
    assert sessions.decode(sessions.encode(session)) == session


@given(st.binary(max_size=60))
def test_decoding_anything_fails_in_one_way(content: bytes) -> None:
    try:
        sessions.decode(content)
    except (msgspec.DecodeError, UnicodeError):
        return


def test_a_first_start_has_nothing_to_tell(place: Home) -> None:
    assert sessions.load(place) == (Session(), ())


def test_saved_and_loaded(place: Home) -> None:
    session = Session(draft=SavedDraft(prompt="zwölf Boxkämpfer 🥊"))
    sessions.save(place, session)
    assert sessions.load(place) == (session, ())
    assert [path.name for path in place.data.iterdir()] == ["window.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"draft": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(place: Home, content: bytes) -> None:
    place.data.mkdir()
    place.window_state.write_bytes(content)
    session, notices = sessions.load(place)
    assert session == Session()
    assert len(notices) == 1
    assert "damaged-1" in notices[0]
    assert (place.data / "window.damaged-1.json").read_bytes() == content
    assert sessions.load(place) == (Session(), ())


def test_a_newer_session_keeps_what_is_known(place: Home) -> None:
    place.data.mkdir()
    place.window_state.write_bytes(b'{"version": 9, "draft": {"prompt": "kept", "mood": "blue"}, "panels": []}')
    session, notices = sessions.load(place)
    assert (session.draft.prompt, notices) == ("kept", ())


def test_a_session_of_the_first_version_keeps_everything(place: Home) -> None:
    place.data.mkdir()
    place.window_state.write_bytes(
        b'{"version": 1, "draft": {"prompt": "old", "seed": 4}, "geometry": "AdnQ", "speeds": {"m": {"step": 0.5}},'
        b' "sets": [{"facts": {"job": "j", "prompt": "p", "width": 8, "height": 8, "count": 1, "seed": 1, "steps": 2,'
        b' "model": "m"}, "state": "done", "files": [[0, "/a.png"]]}]}'
    )
    session, notices = sessions.load(place)
    assert notices == ()
    assert (session.version, session.view, session.project) == (VERSION, SavedView(geometry="AdnQ"), "")
    assert (session.draft.prompt, session.draft.seed, session.speeds) == ("old", 4, {"m": Speed(step=0.5)})
    assert (session.sets[0].facts.job, session.sets[0].files) == ("j", ((0, "/a.png"),))


def test_a_failed_save_leaves_the_old_file(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions.save(place, Session(draft=SavedDraft(prompt="old")))

    def refuse(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        sessions.save(place, Session(draft=SavedDraft(prompt="new")))
    monkeypatch.undo()
    assert sessions.load(place)[0].draft.prompt == "old"
    assert [path.name for path in place.data.iterdir()] == ["window.json"]
