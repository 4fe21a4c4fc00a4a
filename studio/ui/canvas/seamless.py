"""Seamless: over which edges the pictures repeat, for models that can."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.recipe.recipe import Tile
from studio.ui import bind
from studio.ui.canvas.section import icon_button
from studio.ui.canvas.segments import Segments
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.workspace import Workspace

WAYS: tuple[tuple[Tile, str, str], ...] = (
    ("both", "Both", "Repeats side by side and one below the other: fabric, wallpaper, a texture"),
    ("x", "Across", "Repeats side by side: a border, a frieze, a panorama"),
    ("y", "Down", "Repeats one below the other: a ribbon, a column, a page that scrolls"),
)


class SeamlessField(QWidget):
    """Which way, once it is asked for; the switch `on` belongs beside the sides."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self.on = icon_button(theme, "layout-grid", "Seamless", checkable=True, flat=True)
        self.on.setToolTip("Seamless: the picture repeats without a seam; the viewer can show it laid beside itself")
        self.on.clicked.connect(self._switch)
        self.ways = Segments([name for _, name, _ in WAYS])
        for (_, name, why), button in zip(WAYS, self.ways.buttons, strict=True):
            button.setAccessibleName(f"Seamless: {name.lower()}")
            button.setToolTip(why)
        self.ways.chosen.connect(self._choose)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["base"])
        line.addWidget(text_label("Seamless", "muted"))
        line.addWidget(self.ways, 1)
        bind.follow(self, workspace.draft.events.tile, self._update)
        bind.show(self, workspace.model_changed, self._update)

    def _switch(self, on: bool) -> None:
        self._workspace.draft.tile = "both" if on else ""

    def _choose(self, position: int) -> None:
        self._workspace.draft.tile = WAYS[position][0]

    def _update(self) -> None:
        tile, can = self._workspace.draft.tile, self._workspace.capabilities
        self.on.setChecked(bool(tile))
        self.on.setVisible(bool(tile) or (can is not None and "tile" in can.modes))
        self.ways.show_choice(next((at for at, way in enumerate(WAYS) if way[0] == tile), None))
        self.setVisible(bool(tile))
