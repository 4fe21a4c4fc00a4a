"""Says when a prompt is longer than a recipe keeps, before it is cut."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from studio.recipe.prompt import MAX_CHARACTERS
from studio.ui import bind
from studio.ui.problem import text_label
from studio.workspace.draft import DraftState


def length_line(draft: DraftState) -> QLabel:
    """Takes no room while the prompt fits."""
    label = text_label(f"Only the first {MAX_CHARACTERS:,} characters are used.", "muted", wrap=True)
    bind.show(label, draft.events.prompt, lambda: label.setVisible(len(draft.prompt) > MAX_CHARACTERS))
    return label
