"""From a key to the painted letter in a prompt of 100,000 characters, against the toolkit's own text field."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from studio.ui.canvas.prompt import prompt_edit
from studio.workspace.draft import DraftState
from tests.benchmarks.figures import interleave, keep, spread

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

LONG = 100_000
TEXTS = {"words": ("a red star above a blue square " * LONG)[:LONG], "one word": "x" * LONG}


def milliseconds_of_a_key(qapp: QApplication, edit: QPlainTextEdit) -> Callable[[], float]:
    def measure() -> float:
        began = time.perf_counter()
        QTest.keyClick(edit, Qt.Key.Key_A)
        qapp.processEvents()
        return 1000 * (time.perf_counter() - began)

    return measure


@pytest.mark.parametrize("name", TEXTS)
def test_a_key_in_a_long_prompt(qapp: QApplication, name: str) -> None:
    draft, plain = DraftState(prompt=TEXTS[name]), QPlainTextEdit(TEXTS[name])
    edits = {"canvas": prompt_edit(draft), "toolkit": plain}
    for edit in edits.values():
        edit.resize(308, 200)
        edit.show()
    qapp.processEvents()
    taken = interleave({of: milliseconds_of_a_key(qapp, edit) for of, edit in edits.items()}, rounds=15)
    keep(f"keypress-{name.replace(' ', '-')}", {of: spread(figures) for of, figures in taken.items()})
    assert len(draft.prompt) == LONG + 16
    for edit in edits.values():
        edit.close()
