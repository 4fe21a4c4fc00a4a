"""Owns what has been read of a prompt before it becomes a scene: things named, and how they belong together."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.sketch.scene import Arrangement, Size

GROUNDS = frozenset(("ground", "motif", "texture", "gradient", "mesh", "sky", "land", "manner"))
"""Kinds of things that fill the picture behind the objects."""


@dataclass(eq=False)
class Named:
    """One thing that the prompt names: an object, or a ground of any kind, with all that is said of it. Two that are
    alike are two."""

    kind: str
    value: str
    word: str
    plural: bool = False
    number: int | None = None
    exact: bool = False
    """whether the number was said as a number"""
    colours: list[str] = field(default_factory=list[str])
    behind: list[str] = field(default_factory=list[str])
    """colours of what is behind a pattern, or in a texture's veins"""
    size: Size | None = None
    varied: bool = False
    """whether several are of different sizes"""
    place: str | None = None
    arrangement: Arrangement = "free"
    rows: int = 0
    columns: int = 0
    direction: str = ""
    rings: int = 0
    """as many, each inside the one before; 0 for things that stand beside each other"""
    part_of: int | None = None
    """the thing that this is some of: "five stars, two of them red" """
    among: int | None = None
    """the thing whose row, ring or pattern it shares"""
    zone: str = ""
    """"sky" or "land" where a landscape decides the heights"""


@dataclass
class Words:
    """Adjectives and numbers that wait for the thing they belong to."""

    colours: list[str] = field(default_factory=list[str])
    ways: list[str] = field(default_factory=list[str])
    size: Size | None = None
    varied: bool = False
    concentric: bool = False
    styled: bool = False
    """whether they were said of a drawing: "a black ink drawing of a whale" """
    every: bool = False
    """whether they are said of everything named"""
    number: int | None = None
    exact: bool = False
    pair: bool = False
    """whether the number was said as a pair"""
    per_row: bool = False
    grid: tuple[int, int] | None = None
    rows: int = 0
    columns: int = 0
    arrangement: Arrangement = "free"
    direction: str = ""
    definite: bool = False
    article: bool = False
    none: bool = False
    run: bool = False
    """whether the colours run into one another: "red to blue" """
    unknown: str = ""
    """an unknown word that came last"""

    @property
    def said(self) -> bool:
        """Whether anything waits that a following noun must not take from the one before."""
        return bool(self.colours or self.size or self.number is not None or self.grid)


@dataclass
class Draft:
    """A whole prompt as read. `bonds` are (first, relation, second) by position in `things`."""

    things: list[Named] = field(default_factory=list[Named])
    bonds: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])
    behind: list[str] = field(default_factory=list[str])
    """colours that the things stand on"""
    loose: list[str] = field(default_factory=list[str])
    """colours that belong to nothing named"""
    absent: list[str] = field(default_factory=list[str])
    mood: str = ""
    palette: bool = False
    """whether the mood was said of colours, and not in passing"""
    style: str = ""
    halves: dict[str, str] = field(default_factory=dict[str, str])
    """colours of the ground by the side that they are on"""
    split: bool = False
    """whether two colours of the ground meet at an edge"""
    above: bool = False
    """whether all is seen from above"""
    time: str = ""
    weather: str = ""
    season: str = ""
    notes: list[str] = field(default_factory=list[str])

    def note(self, text: str) -> None:
        """Says something once."""
        if text not in self.notes:
            self.notes.append(text)
