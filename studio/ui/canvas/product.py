"""The cut-out that a recipe brought with it, laid over the finished picture: said, and taken away."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.section import icon_button, let_see
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.draft import DraftState


class ProductLine(QWidget):
    """Takes no room while there is none."""

    def __init__(self, draft: DraftState, theme: Theme) -> None:
        super().__init__()
        self._draft = draft
        self.said = text_label(look="muted", wrap=True)
        self.clear = icon_button(theme, "x", "Take the cut-out away", flat=True)
        self.clear.clicked.connect(lambda: setattr(draft, "product", None))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, SPACE["small"], 0)
        line.setSpacing(SPACE["snug"])
        line.addWidget(self.said, 1)
        line.addWidget(self.clear)
        bind.show(self, draft.events.product, self._update)

    def _update(self) -> None:
        product = self._draft.product
        let_see(self, product is not None)
        if product is not None:
            self.said.setText(f"A cut-out from the recipe is laid over it at {product.x}, {product.y}")
