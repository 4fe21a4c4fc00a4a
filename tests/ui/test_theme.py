"""Text can be read on every ground it meets, and greys are grey."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from studio.paths import resources_dir
from studio.ui.icons import ICONS, Icon
from studio.ui.theme import DARK, HINT_PAIRS, LIGHT, TEXT_PAIRS, Palette, Theme, contrast

NEUTRAL = ("surround", "panel", "field", "raised", "hover", "line", "text", "muted", "faint", "tip", "on_tip")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_contrast(colours: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("hint", "ground"), HINT_PAIRS)
def test_hints_and_rings_can_be_seen(colours: Palette, hint: str, ground: str) -> None:
    assert contrast(getattr(colours, hint), getattr(colours, ground)) >= 3


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
GROUND = re.compile(r"background: \$(\w+)")
INK = re.compile(r"(?<![-\w])color: \$(\w+)")


def test_every_pair_of_the_style_sheet_is_judged() -> None:
    """A rule that names both ink and ground uses a pair whose contrast is tested."""
    sheet = re.sub(r"/\*.*?\*/", "", (resources_dir() / "window.qss").read_text("utf-8"), flags=re.DOTALL)
    pairs = {
        (ink[1], ground[1])
        for _, body in RULE.findall(re.sub(r"\$\{\w+\}", "0", sheet))
        if (ink := INK.search(body)) and (ground := GROUND.search(body))
    }
    assert len(pairs) > 5
    assert pairs <= set(TEXT_PAIRS) | set(HINT_PAIRS)


def test_contrast_as_the_standard_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", NEUTRAL)
def test_greys_are_neutral(colours: Palette, name: str) -> None:
    value = getattr(colours, name)
    assert value[1:3] == value[3:5] == value[5:7]


def seen(image: QImage) -> list[QColor]:
    """The pixels that something was drawn on."""
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [colour for colour in every if colour.alpha() > 128]


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn_in_the_colour_of_text(qapp: QApplication, name: Icon) -> None:
    drawn = seen(Theme(qapp, "dark").icon(name).pixmap(QSize(20, 20), 3.0).toImage())
    assert drawn
    assert all(colour.name() == DARK.text for colour in drawn if colour.alpha() == 255)


def test_a_filled_star_covers_more(qapp: QApplication) -> None:
    theme, size = Theme(qapp, "light"), QSize(20, 20)
    filled, line = (seen(theme.icon("star", filled=fill).pixmap(size).toImage()) for fill in (True, False))
    assert len(filled) > 1.5 * len(line)


def test_the_table_names_what_lies_there_and_the_licence_lies_beside() -> None:
    folder = resources_dir() / "icons"
    assert {path.stem for path in folder.glob("*.svg")} == set(ICONS)
    assert "ISC License" in (folder / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_marks_of_controls_can_be_seen(colours: Palette) -> None:
    """Style sheets take pictures from files only: their colours are written there."""
    marks = resources_dir() / "marks"
    assert f'stroke="{colours.on_accent}"' in (marks / f"check-{colours.name}.svg").read_text("utf-8")
    for name in ("chevron-down", "x"):
        assert 'stroke="#808080"' in (marks / f"{name}.svg").read_text("utf-8")
    assert contrast("#808080", colours.field) >= 3


def test_the_choice_is_followed(qapp: QApplication) -> None:
    theme, changes = Theme(qapp, "light"), list[str]()
    theme.changed.connect(lambda: changes.append(theme.palette.name))
    theme.choose("dark")
    assert changes == ["dark"]
    assert qapp.palette().window().color().name() == DARK.panel
