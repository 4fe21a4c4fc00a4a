"""What a screen reader and a keyboard meet in a window: its controls, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

Role = QAccessible.Role
_FITTING: tuple[tuple[type[QWidget], set[Role]], ...] = (
    (QAbstractButton, {Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu}),
    (QLineEdit, {Role.EditableText}),
    (QPlainTextEdit, {Role.EditableText}),
    (QAbstractSpinBox, {Role.SpinBox}),
    (QComboBox, {Role.ComboBox}),
    (QAbstractSlider, {Role.Slider}),
    (QAbstractItemView, {Role.List, Role.Table}),
)
_VAGUE = {Role.NoRole, Role.Client, Role.Border, Role.Pane}
_MOST_STOPS = 300
_ROUNDS = 5
"""of layouts, each of which may ask those around it for another"""


def role_of(widget: QWidget) -> Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def told(widget: QWidget) -> str:
    """For a message: which widget is meant."""
    return f"{type(widget).__name__} “{name_of(widget)}” in {type(widget.parentWidget()).__name__}"


def in_sight(root: QWidget) -> Iterator[QWidget]:
    """`root` and everything shown in it, popups left out."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.window() is root.window() and widget.isVisible() and not _part_of_control(widget):
            yield widget


def _part_of_control(widget: QWidget) -> bool:
    """The edit inside a spin box, the viewport of a list, the titles of a table's columns."""
    inside = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox) or isinstance(widget, QHeaderView)
    return inside or widget.objectName().startswith("qt_")


def controls(root: QWidget) -> list[QWidget]:
    """What can be worked with: of a kind that can, or open to the keyboard."""
    kinds = tuple(kind for kind, _ in _FITTING)
    return [
        widget
        for widget in in_sight(root)
        if not isinstance(widget, QScrollBar)
        and (isinstance(widget, kinds) or (widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.isWindow()))
    ]


def complaints(root: QWidget) -> list[str]:
    """What a user who hears, or reads at any size, would complain about; empty where all is well."""
    for _ in range(_ROUNDS):
        QApplication.sendPostedEvents()
    found = controls(root)
    said = [f"{told(one)}: no name" for one in found if not name_of(one).strip()]
    said += [f"{told(one)}: role {role_of(one).name}" for one in found if not _fits(one)]
    said += [f"{told(one)}: cut, and no tooltip says it all" for one in in_sight(root) if _is_cut(one)]
    lost = ((one, _out_of_sight(one)) for one in in_sight(root))
    said += [f"{told(one)}: reaches {pixels} pixels out of sight" for one, pixels in lost if pixels]
    return said + _twice(found)


def _fits(widget: QWidget) -> bool:
    role = role_of(widget)
    if isinstance(widget, QLabel):  # text that can be selected
        return role == Role.StaticText
    return next((role in fitting for kind, fitting in _FITTING if isinstance(widget, kind)), role not in _VAGUE)


def _twice(found: list[QWidget]) -> list[str]:
    """Two controls of one part of the window that sound the same."""
    counts = Counter((_part(one), role_of(one), _heard(one)) for one in found if name_of(one) != "Clear")
    return [
        f"{name} ({role.name}): {times} times in {type(part).__name__}"
        for (part, role, name), times in counts.items()
        if times > 1
    ]


def _heard(widget: QWidget) -> str:
    """Some systems call a list of choices by what is chosen, and describe it by its title."""
    described = isinstance(widget, QComboBox)
    return f"{name_of(widget)}, {widget.accessibleDescription()}" if described else name_of(widget)


def _part(widget: QWidget) -> QWidget:
    """The nearest thing around it that has a name of its own."""
    around = widget.parentWidget()
    while around is not None and not around.accessibleName() and not isinstance(around, QDockWidget):
        around = around.parentWidget()
    return around or widget.window()


def _is_cut(widget: QWidget) -> bool:
    match widget:
        case QLabel() if widget.text():
            short = widget.wordWrap() and widget.heightForWidth(widget.width()) > widget.height()
            narrow = not widget.wordWrap() and widget.sizeHint().width() > widget.width()
            return (short or narrow) and not widget.toolTip()
        case QAbstractButton() if widget.text():
            return _text_width(widget, widget.text()) > widget.width() and not widget.toolTip()
        case QLineEdit() if widget.placeholderText() and not widget.text():
            return _text_width(widget, widget.placeholderText()) > widget.width() and not widget.toolTip()
        case QComboBox():
            return _text_width(widget, widget.currentText()) > widget.width() and not widget.toolTip()
        case QAbstractSpinBox():
            return _text_width(widget, widget.text()) > widget.width() and not widget.toolTip()
        case _:
            return False


def _out_of_sight(widget: QWidget) -> int:
    """Pixels that nothing brings into view: beyond the edge of what is around it, and not to be scrolled there."""
    if type(widget) is QWidget:  # shows nothing of its own
        return 0
    seen, here, lost = widget.rect(), widget, 0
    while not here.isWindow() and (around := here.parentWidget()) is not None:
        seen.translate(here.pos())
        across, down = _scrolls(around)
        if across:
            seen.moveLeft(0)
            seen.setWidth(min(seen.width(), around.width()))
        if down:
            seen.moveTop(0)
            seen.setHeight(min(seen.height(), around.height()))
        inside = seen.intersected(around.rect())
        lost = max(lost, seen.width() - inside.width(), seen.height() - inside.height())
        seen, here = inside, around
    return lost


def _scrolls(around: QWidget) -> tuple[bool, bool]:
    """Whether what lies in it can be moved across, and down."""
    area = around.parentWidget()
    if not isinstance(area, QAbstractScrollArea) or area.viewport() is not around:
        return False, False
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.horizontalScrollBarPolicy() != off, area.verticalScrollBarPolicy() != off


def _text_width(widget: QWidget, text: str) -> int:
    metrics = widget.fontMetrics()
    return max(metrics.horizontalAdvance(line.replace("&&", "&")) for line in text.splitlines())


def stops(window: QWidget, *, back: bool = False) -> list[QWidget]:
    """Where Tab leads, from where the keyboard is until it comes back there."""
    found: list[QWidget] = []
    for _ in range(_MOST_STOPS):
        here = QApplication.focusWidget()
        assert here is not None, f"the keyboard was lost after {[told(one) for one in found[-2:]]}"
        if here in found:
            return found
        found.append(here)
        QTest.keyClick(here, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes round: {[told(one) for one in found[-6:]]}")


def wants_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.isEnabled() and widget.focusPolicy() & tab == tab and widget.focusProxy() is None


def shows_focus(widget: QWidget, elsewhere: QWidget) -> bool:
    """Whether it looks another way while it has the keyboard."""
    elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
    without = _look(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return _look(widget) != without


def _look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def menu_complaints(menu: QMenu) -> list[str]:
    said = [] if name_of(menu).strip() else ["a menu without a name"]
    texts = Counter(action.text().strip() for action in menu.actions() if not action.isSeparator())
    said += ["an entry without a text"] if "" in texts else []
    return said + [f"{text}: {times} times" for text, times in texts.items() if times > 1]
