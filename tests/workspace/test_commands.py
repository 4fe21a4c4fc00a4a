"""Whatever is rebound, a key means one thing wherever it is pressed; and only the user's own choices are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import SettingError
from studio.settings import WINDOW_SHORTCUTS, Settings
from studio.workspace.commands import COMMANDS, GROUPS, Keymap, clash, command
from studio.workspace.keys import refusal, spelled

KEYS = ("S", "X", "M", "K", "Escape", "F5", "Ctrl+K", "Ctrl+L", "Ctrl+C", "Delete", "Space", "Right", "1", "Ctrl++")
IDS = tuple(one.id for one in COMMANDS)
rebinds = st.tuples(st.just("rebind"), st.sampled_from(IDS), st.lists(st.sampled_from(KEYS), max_size=3), st.booleans())
resets = st.tuples(st.sampled_from(("reset", "all")), st.sampled_from(IDS), st.just([]), st.just(False))


def keymap() -> Keymap:
    return Keymap(Settings(Path("unused")))


def doubles(keys: Keymap) -> list[tuple[str, str, str]]:
    """(command, command, key) of each key with two meanings."""
    return [
        (one.id, other.id, key)
        for one in COMMANDS
        for other in COMMANDS
        if one.id < other.id and clash(one, other)
        for key in keys.keys_of(one.id)
        if key in keys.keys_of(other.id)
    ]


def test_the_table_is_sound() -> None:
    assert len(set(IDS)) == len(IDS)
    assert {one.group for one in COMMANDS} == set(GROUPS)
    for one in COMMANDS:
        assert all(key == spelled(key) and refusal(key, one.where) is None for key in one.keys)
    assert doubles(keymap()) == []
    assert all(keymap().keys_of(one.id) == one.keys for one in COMMANDS)


def test_escape_goes_to_the_innermost() -> None:
    assert not clash(command("stop"), command("viewer.close"))
    assert clash(command("stop"), command("make"))
    assert clash(command("quit"), command("star"))
    assert not clash(command("zoom.in"), command("cells.larger"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(rebinds, resets), max_size=12))
def test_no_key_ever_has_two_meanings(steps: list[tuple[str, str, list[str], bool]]) -> None:
    store = Settings(Path("unused"))
    keys = Keymap(store)
    for what, id, wanted, take in steps:
        match what:
            case "rebind":
                try:
                    keys.rebind(id, wanted, take=take)
                except SettingError:
                    continue
                assert keys.keys_of(id) == tuple(dict.fromkeys(wanted))
            case "reset":
                keys.reset(id)
                assert keys.is_default(id)
            case _:
                keys.reset_all()
                assert all(keys.keys_of(one.id) == one.keys for one in COMMANDS)
        assert doubles(keys) == []
        again = Keymap(store)
        assert all(again.keys_of(one) == keys.keys_of(one) for one in IDS)


def test_a_taken_key_is_refused_then_taken_and_comes_back() -> None:
    keys = keymap()
    assert [(key, rival.id) for key, rival in keys.conflicts("more", ["S"])] == [("S", "star")]
    with pytest.raises(SettingError, match="Star"):
        keys.rebind("more", ["S"])
    assert keys.keys_of("more") == ("M",)
    keys.rebind("more", ["S"], take=True)
    assert (keys.keys_of("more"), keys.keys_of("star")) == (("S",), ())
    keys.reset("more")
    assert (keys.keys_of("more"), keys.keys_of("star")) == (("M",), ("S",))
    assert keys.all_default


def test_two_can_be_exchanged() -> None:
    keys = keymap()
    keys.rebind("star", ["X"], take=True)
    keys.rebind("reject", ["S"])
    assert (keys.keys_of("star"), keys.keys_of("reject")) == (("X",), ("S",))


def test_only_the_users_choices_are_in_the_file(tmp_path: Path) -> None:
    store = Settings(tmp_path / "settings.json")
    keys = Keymap(store)
    keys.rebind("star", ["k", "Ctrl+K"])
    keys.rebind("theme.next", ["F9"])
    store.save()
    assert json.loads(store.path.read_text())["window.shortcuts"] == ["star: K | Ctrl+K", "theme.next: F9"]
    again = Keymap(Settings.load(store.path))
    assert again.keys_of("star") == ("K", "Ctrl+K")
    again.rebind("star", [])
    assert again.keys_of("star") == ()
    again.rebind("star", ["S"])
    assert again.is_default("star")


def test_lines_of_another_version_are_kept_and_bad_ones_do_no_harm() -> None:
    store = Settings(Path("unused"))
    lines = ("future.thing: Q", "star: K", "stop: A", "nonsense", "more: K", "zoom.in: +|")
    store.set(WINDOW_SHORTCUTS, lines)
    keys = Keymap(store)
    assert keys.keys_of("star") == ("K",)
    assert keys.keys_of("stop") == ("Escape",)
    assert doubles(keys) == []
    keys.rebind("reject", ["D"])
    assert {"future.thing: Q", "stop: A", "nonsense"} <= set(store.get(WINDOW_SHORTCUTS))


def test_changes_are_announced() -> None:
    keys, heard = keymap(), list[str]()
    keys.changed.connect(lambda: heard.append("changed"))
    keys.rebind("star", ["K"])
    keys.reset("star")
    keys.reset("star")
    keys.reset_all()
    assert heard == ["changed", "changed"]


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingError) as caught:
        keymap().keys_of("viewer.clos")
    assert "viewer.close" in caught.value.remedy
