"""Keys have one spelling, and some are refused with the reason."""

from __future__ import annotations

import pytest

from studio.errors import SettingError
from studio.workspace.keys import refusal, spelled


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("s", "S"),
        ("shift+ctrl+s", "Ctrl+Shift+S"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("ctrl+,", "Ctrl+,"),
        (" Esc ", "Escape"),
        ("Shift+del", "Shift+Delete"),
        ("cmd+k", "Ctrl+K"),
        ("f1", "F1"),
    ],
)
def test_one_spelling(written: str, expected: str) -> None:
    assert spelled(written) == expected
    assert spelled(expected) == expected


@pytest.mark.parametrize("written", ["", "Ctrl", "Ctrl+Ctrl+S", "A+B", "Ctrl+A+B", "+A"])
def test_what_is_no_key(written: str) -> None:
    with pytest.raises(SettingError):
        spelled(written)


@pytest.mark.parametrize(
    ("keys", "where", "refused"),
    [
        ("S", "window", True),
        ("Shift+S", "window", True),
        ("Space", "window", True),
        ("Ctrl+S", "window", False),
        ("F5", "window", False),
        ("Escape", "window", False),
        ("S", "pictures", False),
        ("Left", "pictures", True),
        ("Shift+Home", "grid", True),
        ("Left", "viewer", False),
        ("Tab", "viewer", True),
        ("Alt+Left", "grid", False),
    ],
)
def test_refusals(keys: str, where: str, refused: bool) -> None:
    assert (refusal(keys, where) is not None) is refused
