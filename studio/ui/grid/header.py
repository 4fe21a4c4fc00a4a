"""The head of a row: its prompt, its facts, how far it is, and what can be done with the row as a whole."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from studio.recipe.events import Phase
from studio.recipe.speed import spoken
from studio.ui import bind
from studio.ui.grid.button import SIDE, IconButton
from studio.ui.grid.paint import small_font, title_font
from studio.ui.grid.table import LightTable
from studio.ui.pictures.handling import can_resume
from studio.ui.theme import SPACE
from studio.workspace.manner import seamless
from studio.workspace.sets import PictureSet, made_by

_DOING: dict[Phase, str] = {"starting": "Starting the engine", "loading": "Loading the model"}
_TITLE = 22
"""pixels: height of the prompt's line"""
_FACTS = 18
_STOP = 13
"""pixels: a filled square weighs more than the outlines beside it"""
_BAR = 2
_MOST_SHOWN = 400
"""characters of a prompt that can fit into any line"""
_MOST_TOLD = 1200


class RowHeader(QWidget):
    """Follows the set it is bound to as the row tells it to."""

    spoken_as = QAccessible.Role.Heading

    def __init__(self, parent: QWidget, table: LightTable, shown: PictureSet) -> None:
        super().__init__(parent)
        self._table = table
        self._set = shown
        theme = table.theme
        self.menu = IconButton(self, theme, "ellipsis", "More for this set")
        self.reuse = IconButton(
            self, theme, "corner-up-left", "Reuse the recipe of this set", "Bring this prompt and its settings back"
        )
        self.again = IconButton(self, theme, "refresh-cw", "Make this set again", "Make this set again, with new seeds")
        self.resume = IconButton(self, theme, "play", "Make what is missing of this set")
        self.stop = IconButton(self, theme, "square", "Cancel this set", drawn=_STOP)
        self.stop.fill(True)  # an outline is taken for a box to check
        self._title_font = title_font(self.font())
        self._small_font = small_font(self.font())
        self._bind()
        self.show_set(shown)

    def _bind(self) -> None:
        pictures = self._table.pictures
        self.menu.clicked.connect(self._pop_up)
        self.reuse.clicked.connect(lambda: pictures.reuse_set(self._set.id))
        self.again.clicked.connect(lambda: pictures.make_again(self._set.id))
        self.resume.clicked.connect(lambda: pictures.resume(self._set.id))
        self.stop.clicked.connect(lambda: pictures.stop(self._set.id))
        bind.follow(self, self._table.theme.changed, self.update)

    def _pop_up(self) -> None:
        menu = self._table.menu_of_set(self._set)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def show_set(self, shown: PictureSet) -> None:
        self._set = shown
        self.setAccessibleName(f"Set: {' '.join(shown.facts.prompt[:200].split())}. {facts_line(shown)}")
        self.refresh()

    def refresh(self) -> None:
        shown = self._set
        self.stop.setVisible(not shown.ended and shown.state != "stopping")
        self.resume.setVisible(can_resume(shown))
        self.update()

    def sentence(self) -> str:
        """State and time left, in words."""
        shown = self._set
        some = f"{shown.made} of {shown.facts.count} made"
        match shown.state:
            case "waiting":
                return "Waiting"
            case "paused":
                return "Paused"
            case "stopping":
                return "Stopping…"
            case "running":
                return self._running()
            case "done":
                return ""
            case "failed":
                return "Failed" if shown.made == 0 else some
            case "cancelled":
                return "Cancelled" if shown.made == 0 else some

    def _running(self) -> str:
        shown = self._set
        if shown.phase in _DOING:
            return _DOING[shown.phase] + "…"
        left = self._table.workspace.seconds_left(shown)
        count = f"{shown.made} of {shown.facts.count}"
        return count if left is None else f"{count}, {spoken(left)} left"

    def resizeEvent(self, event: QResizeEvent) -> None:
        x = self.width()
        for button in (self.menu, self.reuse, self.again, self.resume):
            x -= SIDE
            button.move(x, SPACE["small"])
        self.stop.move(x, SPACE["small"])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), _wrapped(self._set.facts.prompt), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, shown = self._table.theme.palette, self._set
        least = self.stop.x() if not (self.stop.isHidden() and self.resume.isHidden()) else self.again.x()
        room = least - SPACE["base"]
        sentence = self.sentence()
        if sentence:
            metrics = QFontMetrics(self._small_font)
            wide = min(metrics.horizontalAdvance(sentence), max(0, room - 80))
            painter.setFont(self._small_font)
            painter.setPen(QColor(colours.danger if shown.state == "failed" and not shown.made else colours.muted))
            box = QRect(room - wide, 0, wide, SIDE + 2 * SPACE["small"])
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, sentence)
            room -= wide + SPACE["wide"]
        painter.setPen(QColor(colours.text))
        self._line(painter, self._title_font, shown.facts.prompt or "No prompt", 0, room, _TITLE)
        painter.setPen(QColor(colours.muted))
        self._line(painter, self._small_font, facts_line(shown), _TITLE, room, _FACTS)
        if not shown.ended:
            self._bar(painter)

    @staticmethod
    def _line(painter: QPainter, font: QFont, text: str, y: int, room: int, height: int) -> None:
        painter.setFont(font)
        box = QRect(0, y, max(0, room), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter.value, elided(text, max(0, room), font.key()))

    def _bar(self, painter: QPainter) -> None:
        colours = self._table.theme.palette
        groove = QRectF(0, self.height() - 12, self.width(), _BAR)
        painter.fillRect(groove, QColor(colours.line))
        groove.setWidth(groove.width() * self._set.fraction())
        painter.fillRect(groove, QColor(colours.accent))


def facts_line(shown: PictureSet) -> str:
    facts = shown.facts
    parts = [f"{facts.width} × {facts.height}", f"seed {facts.seed}", "" if facts.drawn else facts.model]
    parts += ["from a picture" if facts.start else "", made_by(facts), seamless(facts.tile)]
    return "  ·  ".join(filter(None, parts))


@lru_cache(maxsize=2048)
def elided(text: str, room: int, font: str) -> str:
    """One line of it, cut at its end with an ellipsis."""
    found = QFont()
    found.fromString(font)
    line = " ".join(text[: 4 * _MOST_SHOWN].split())[:_MOST_SHOWN]
    return QFontMetrics(found).elidedText(line, Qt.TextElideMode.ElideRight, room)


def _wrapped(text: str, width: int = 80) -> str:
    """For a plain tooltip, which does not wrap by itself."""
    from textwrap import wrap

    told = " ".join(text[:_MOST_TOLD].split())
    return "\n".join(wrap(told, width)) + ("…" if len(text) > _MOST_TOLD else "")
