"""The inspector: what is known of the chosen pictures, in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.recipe.asset import Asset
from studio.ui import bind
from studio.ui.inspector.empty import NothingChosen
from studio.ui.inspector.facts import Facts
from studio.ui.inspector.flow import Flow
from studio.ui.inspector.fold import Fold
from studio.ui.inspector.notes import NoteField
from studio.ui.inspector.start import StartWindow
from studio.ui.inspector.tags import TagField
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SCROLL_BAR, SPACE, Theme
from studio.workspace.draft import Part
from studio.workspace.inspection import Inspection, SectionName, inspect, shared_tags, summarise
from studio.workspace.sets import CellRef, PictureSet
from studio.workspace.workspace import Workspace

MIN_WIDTH = 240
WIDTH = 300
_MARGIN = SPACE["wide"] - SPACE["small"]
"""words stand further in by the ground that a value shows under the mouse"""
_MANY = 200
"""pictures from which adding up is done off the loop"""

Places = Sequence[tuple[PictureSet, int]]


class Inspector(QStackedWidget):
    """Follows the selection."""

    def __init__(self, workspace: Workspace, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setMinimumWidth(MIN_WIDTH)
        self.setAccessibleName("Inspector")
        self._workspace = workspace
        self._theme = theme
        self._actions = actions
        self._summing: asyncio.Task[None] | None = None
        self._saving: set[asyncio.Task[None]] = set()
        self.title = text_label(look="title", wrap=True)
        self.subtitle = text_label(look="muted", wrap=True)
        self.facts: dict[SectionName, Facts] = {
            name: Facts(name, workspace.view, theme, self._reuse, self._open_start)
            for name in ("recipe", "receipt", "file")
        }
        self.tags = TagField(theme)
        self.note = NoteField()
        self._tagging = Fold("inspector.tags", "Tags and note", workspace.view, theme)
        self._tagging.body.addLayout(_inset(self.tags, self.note))
        self._copy_recipe = actions.button("recipe.copy", text=True)
        self._recipe_buttons = _line(actions.button("reuse", text=True), self._copy_recipe)
        self._file_button = actions.button("file.show", text=True)
        self.facts["file"].body.addLayout(_inset(self._file_button))
        self.empty = NothingChosen(theme, actions)
        self.page = self._page()
        self.addWidget(self.empty)
        self.addWidget(self.page)
        self._bind()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(MIN_WIDTH, 120)

    def edit_note(self) -> None:
        """The keyboard goes to the note of the chosen picture, which is shown at once."""
        self._look()
        self._unfold("inspector.tags")
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.ensureWidgetVisible(self.note)

    async def settle(self) -> None:
        """Have what is typed saved, before the workspace closes; what cannot be saved was told."""
        self.note.settle()
        await asyncio.gather(*self._saving, return_exceptions=True)

    def _unfold(self, name: str) -> None:
        view = self._workspace.view
        view.folded = tuple(other for other in view.folded if other != name)

    def _page(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, SPACE["small"], _MARGIN - SCROLL_BAR, SPACE["base"])
        for label in (self.title, self.subtitle):
            label.setContentsMargins(SPACE["small"], 0, 0, 0)
        column.setSpacing(SPACE["snug"])
        for widget in (self.title, self.subtitle):
            column.addWidget(widget)
        column.addLayout(_inset(self._recipe_buttons))
        for widget in (self.facts["recipe"], self._tagging, self.facts["receipt"], self.facts["file"]):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the words move when it comes
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        return scroll

    def _bind(self) -> None:
        space = self._workspace
        self._later = bind.Coalesced(self, self._look)
        for signal in (space.selection.changed, space.grid.reset, space.additions.changed):
            bind.follow(self, signal, self._later)
        bind.hear(self, space.grid.cell_moved, self._row_moved)
        bind.hear(self, space.grid.moved, self._row_moved)
        self.note.written.connect(self._write_note)
        self.tags.added.connect(self._add_tags)
        self.tags.removed.connect(self._remove_tag)
        self.tags.asked.connect(self._offer_tags)
        self._look()

    def _row_moved(self, job: str, _index: int = 0) -> None:
        if any(ref.job == job for ref in self._workspace.selection.chosen):
            self._later()

    def _places(self) -> Places:
        grid, found = self._workspace.grid, list[tuple[PictureSet, int]]()
        for ref in self._workspace.selection.chosen:
            shown = grid.get(ref.job)
            if shown is not None and ref.index < len(shown.cells):
                found.append((shown, ref.index))
        return found

    def _look(self) -> None:
        """Say what is to be said of what is chosen now."""
        places = self._places()
        if self._summing is not None:
            self._summing.cancel()
            self._summing = None
        if not places:
            self.note.put(None, "")
            self.setCurrentWidget(self.empty)
            return
        self.setCurrentWidget(self.page)
        self._show_own(places)
        if len(places) == 1:
            self._put(inspect(*places[0], self._names()))
        elif len(places) <= _MANY:
            self._put(summarise(places, self._names()))
        else:
            self._summing = self._workspace.tasks.start(self._sum(places), "add up the chosen pictures")

    async def _sum(self, places: Places) -> None:
        self._put(await asyncio.to_thread(summarise, places, self._names()))

    def _names(self) -> dict[str, str]:
        additions = {one.id: one.name for one in self._workspace.additions.every}
        return additions | {model.ref.id: model.name for model in self._workspace.models}

    def _put(self, said: Inspection) -> None:
        self.title.setText(said.title)
        self.subtitle.setText(said.subtitle)
        self.subtitle.setVisible(bool(said.subtitle))
        sections = {section.name: section for section in said.sections}
        for name, facts in self.facts.items():
            facts.put(sections.get(name))

    def _show_own(self, places: Places) -> None:
        """What the user may change: tags of all of them, the note of one."""
        assets = self._assets(places)
        alone = len(places) == 1
        self._tagging.setVisible(bool(assets))
        self._tagging.set_title("Tags and note" if alone else f"Tags of all {len(places)}")
        self.tags.put(shared_tags(assets))
        self.note.setVisible(alone)
        one = assets[0] if alone and assets else None
        self.note.put(self._alone() if one is not None else None, "" if one is None else one.note)
        self._recipe_buttons.setVisible(alone and (one is None or one.recipe is not None))
        self._copy_recipe.setVisible(one is not None)
        self._file_button.setVisible(one is not None)

    def _assets(self, places: Places) -> tuple[Asset, ...]:
        found = (shown.cells[index].asset for shown, index in places)
        return tuple(asset for asset in found if asset is not None)

    def _alone(self) -> CellRef | None:
        chosen = self._workspace.selection.chosen
        return chosen[0] if len(chosen) == 1 else None

    def _reuse(self, part: Part) -> None:
        ref = self._alone() or next(iter(self._workspace.selection.chosen), None)
        if ref is not None:
            self._workspace.tasks.start(self._workspace.picks.reuse(ref, frozenset({part})), "reuse")

    def _open_start(self, sha256: str, what: str) -> None:
        path = self._workspace.blob(sha256)
        if path is None:
            self._workspace.problems.tell("This picture of the recipe is not in this library any more.")
            return
        StartWindow(self.window(), self._theme, path, what).show()

    def _write_note(self, ref: CellRef, text: str, sitting: int) -> None:
        saving = self._workspace.tasks.start(self._save_note(ref, text, sitting), "note")
        self._saving.add(saving)
        saving.add_done_callback(self._saving.discard)

    async def _save_note(self, ref: CellRef, text: str, sitting: int) -> None:
        try:
            await self._workspace.picks.annotate(ref, text, sitting)
        except StudioError:
            self.note.refused(ref)
            raise
        finally:
            self.note.saved()

    def _add_tags(self, tags: tuple[str, ...]) -> None:
        chosen = self._workspace.selection.chosen
        self._workspace.tasks.start(self._workspace.picks.tag(chosen, add=tags), "tag")

    def _remove_tag(self, tag: str) -> None:
        chosen = self._workspace.selection.chosen
        self._workspace.tasks.start(self._workspace.picks.tag(chosen, remove=(tag,)), "untag")

    def _offer_tags(self) -> None:
        self._workspace.tasks.start(self._fetch_tags(), "known tags")

    async def _fetch_tags(self) -> None:
        self.tags.offer(await self._workspace.picks.known_tags())


def _inset(*widgets: QWidget) -> QVBoxLayout:
    """On the left edge of the words, where a frame would otherwise stand out."""
    column = QVBoxLayout()
    column.setContentsMargins(SPACE["small"], 0, SPACE["small"], 0)
    column.setSpacing(SPACE["small"])
    for widget in widgets:
        column.addWidget(widget)
    return column


def _line(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = Flow(SPACE["snug"])
    holder.setLayout(line)
    for widget in widgets:
        line.addWidget(widget)
    return holder
