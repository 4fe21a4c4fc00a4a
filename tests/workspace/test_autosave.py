"""The window's state is written soon after a change; what cannot be written is said once, on the loop's own thread."""

from __future__ import annotations

import threading
from pathlib import Path

from studio.paths import Home, home_at
from studio.workspace import session as sessions
from studio.workspace.autosave import Autosave
from studio.workspace.draft import SavedDraft
from studio.workspace.session import Session
from tests.workspace.waiting import until


async def test_a_change_is_saved_without_being_asked_again(place: Home) -> None:
    prompt = "red"
    autosave = Autosave(place, lambda: Session(draft=SavedDraft(prompt=prompt)), lambda _: None)
    autosave.touch()
    await until(lambda: sessions.load(place)[0].draft.prompt == "red")
    prompt = "blue"
    await autosave.close()
    assert sessions.load(place)[0].draft.prompt == "blue"


async def test_what_cannot_be_saved_is_said_once_and_on_the_loop(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    said: list[tuple[str, threading.Thread]] = []
    prompt = "red"
    autosave = Autosave(
        home_at(tmp_path / "home"),
        lambda: Session(draft=SavedDraft(prompt=prompt)),
        lambda sentence: said.append((sentence, threading.current_thread())),
    )
    autosave.touch()
    await until(lambda: said)
    prompt = "blue"
    await autosave.close()
    assert [thread for _, thread in said] == [threading.main_thread()]
    assert "cannot be saved" in said[0][0]
