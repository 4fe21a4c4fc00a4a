"""One model of the panel: what it is good for, its licence and place, or why it cannot be used."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.catalog.licences import licence_shown
from studio.paths import models_dir
from studio.recipe.capabilities import Capabilities
from studio.recipe.recipe import SKETCH
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.core import Model

_COUNTED = frozenset({"objects", "shapes", "patterns", "textures", "landscapes", "posters", "styles"})
"""groups of words of which it says something how many there are"""


class ModelCard(QPushButton):
    """A button with lines of text; it cannot be pressed where the model cannot be used."""

    def __init__(self, model: Model, theme: Theme, *, chosen: bool) -> None:
        super().__init__()
        ready = model.state == "ready"
        self.chosen = chosen
        self.setProperty("look", "card")
        self.setEnabled(ready)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{model.name}, {'chosen' if chosen else 'ready' if ready else 'cannot be used'}")
        self.setAccessibleDescription(_about(model))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        column.setSpacing(SPACE["hair"])
        column.addWidget(_head(model, theme, chosen=chosen))
        column.addWidget(text_label(_about(model), "" if ready else "danger", wrap=True))
        if ready and model.ref.id == SKETCH:
            column.addWidget(text_label(_known(model), wrap=True))
        column.addWidget(text_label(_facts(model), "muted", wrap=True))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """The height follows from the width."""
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)


def _head(model: Model, theme: Theme, *, chosen: bool) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(text_label(model.name, "strong"), 1)
    if chosen:
        mark = QLabel()
        mark.setPixmap(theme.icon("check", theme.palette.accent).pixmap(16, 16))
        line.addWidget(mark)
    return holder


def _about(model: Model) -> str:
    if model.state == "ready":
        return model.summary or "Its maker does not say what it is good for."
    return f"It cannot be used: {model.problem} {model.remedy}".strip()


def _facts(model: Model) -> str:
    licence = licence_shown(model.licence)[0] if model.licence else "licence not stated"
    embedded = model.ref.id == SKETCH or model.folder.is_relative_to(models_dir())
    made_for = f"{_sizes(model.capabilities)}, " if model.state == "ready" else ""
    return f"{made_for}{licence}, {'comes with Blink Studio' if embedded else model.folder}"


def _sizes(can: Capabilities) -> str:
    rule = can.size
    return f"Any size up to {rule.largest:,} px" if can.scalable else f"{rule.width} × {rule.height}"


def _known(model: Model) -> str:
    """`It knows 120 objects, 20 shapes, 30 patterns.`"""
    groups = [f"{len(words)} {group}" for group, words in model.knows.items() if group in _COUNTED]
    return f"It knows {', '.join(groups)}." if groups else ""
