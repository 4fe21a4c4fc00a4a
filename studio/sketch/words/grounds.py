"""Owns the ground of a scene: which of the things read it is, and in which colours."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, cast, get_args

from studio.sketch.palette import contrast
from studio.sketch.scene import (
    Direction,
    Family,
    Flat,
    Gradient,
    Ground,
    Mesh,
    Pattern,
    Poster,
    Texture,
    TextureKind,
    Time,
)
from studio.sketch.words.draft import GROUNDS, Draft, Named
from studio.sketch.words.moods import MOODS
from studio.sketch.words.shading import shaded, spoken
from studio.sketch.words.views import SKIES, land, landscape, sky

_TOLD = 45.0
"""Colours this far apart can be told from one another (CIE76)."""
_SEEN = 30.0
"""What is less far apart is not set upon one another unasked."""
_PLAIN = ("white", "#8cc4e8", "navy", "teal", "gray", "black")
_CALM = ("#dfe9ec", "#e9e2d4", "#d9e4d6", "#e6dde8", "#cfdde6", "#efe6dc")
_TEXTURES: dict[TextureKind, tuple[str, str]] = {
    "marble": ("#f1efec", "#8a8d93"),
    "wood": ("#c08a56", "#7a4c2a"),
    "paper": ("#f3ecdf", "#cbbfa8"),
    "fabric": ("#d8cdbd", "#a3937e"),
    "terrazzo": ("#f2ece4", "#c4694c"),
    "concrete": ("#b9b7b2", "#8b8983"),
    "water": ("#3d9fc4", "#bfe9f2"),
    "grass": ("#4f9a45", "#2c6b30"),
    "noise": ("#8d9096", "#33353a"),
    "sand": ("#e3c691", "#bd9a5f"),
    "leather": ("#8a5230", "#54301b"),
    "stone": ("#9b9891", "#6a6862"),
}
_PAIRS = (("navy", "white"), ("teal", "#fdf3e7"), ("#d9572b", "#f4e8d0"), ("#2f5d8a", "#eef4f8"), ("pink", "white"))
_WAYS: dict[str, Direction] = {"right": "right", "diagonal": "diagonal", "falling": "diagonal", "rising": "diagonal"}
CLOTHS = ("fabric", "paper")
"""What patterns are printed on, or woven of."""
_WITHIN = {"sea": ("water", "waves", "sand"), "hills": ("grass",), "mountains": ("stone",), "desert": ("sand",)}
"""Materials that a landscape is of anyway."""
_CELLS = {"small": 6, "medium": 4, "large": 3}


def ground_of(draft: Draft, inks: list[str], rng: random.Random) -> Ground:
    """The ground that was asked for; where none was, one that `inks`, the colours of the objects, show upon."""
    found = _motifs_first([thing for thing in draft.things if thing.kind in GROUNDS and thing.kind != "ground"])
    plain = [thing for thing in draft.things if thing.kind == "ground"]
    behind = [*draft.behind, *(colour for thing in plain for colour in thing.colours)]
    if found:
        _tell_others(found, draft)
        return _made(found[0], behind, draft, inks, rng)
    if draft.halves and not (draft.time or draft.weather or draft.season):
        return _halved(draft.halves, behind)
    if draft.split and len(behind) == 1 and draft.loose:
        behind, draft.loose = [*draft.loose[:1], *behind], draft.loose[1:]
    scenery = " and ".join(word for word in (draft.time, draft.weather, draft.season) if word)
    if scenery and not behind:
        return landscape("", draft, rng)
    if scenery:
        draft.note(f"A plain ground was asked for, so {scenery} is not drawn.")
    if len(behind) > 1:
        return _two(behind, draft)
    if behind:
        return Flat(colour=behind[0])
    return _open(draft, inks, bool(plain), rng)


def _halved(halves: dict[str, str], behind: list[str]) -> Gradient:
    """Two colours side by side, or one above the other; what was not said is as the rest, or white."""
    ways: tuple[tuple[Direction, str, str], ...] = (("right", "left", "right"), ("down", "top", "bottom"))
    rest = behind[0] if behind else "white"
    direction, one, other = next(way for way in ways if halves.keys() & set(way[1:]))
    return Gradient(
        kind="linear", direction=direction, first=halves.get(one, rest), second=halves.get(other, rest), hard=True
    )


def _two(colours: list[str], draft: Draft) -> Gradient:
    """Two colours of a ground that was not called a gradient: one runs into the other, unless it is split."""
    direction: Direction = "right" if draft.split else "down"
    return Gradient(kind="linear", direction=direction, first=colours[0], second=colours[1], hard=draft.split)


def _motifs_first(found: list[Named]) -> list[Named]:
    """ "linen with a herringbone pattern": a pattern that cloth or paper bears is what is seen of it."""
    cloth = found[0] if found and found[0].kind == "texture" and found[0].value in CLOTHS else None
    motif = next((thing for thing in found[1:] if thing.kind == "motif"), None)
    if cloth is None or motif is None:
        return found
    motif.behind += cloth.colours
    return [thing for thing in found if thing is not cloth]


def _tell_others(found: list[Named], draft: Draft) -> None:
    first = found[0]
    others = [thing.word for thing in found[1:] if (thing.kind, thing.value) != (first.kind, first.value)]
    if first.kind == "land":
        within = (*_WITHIN.get(first.value, ()), first.value)
        others = [o.word for o in found[1:] if o.kind != "sky" and o.value not in within]
    if others:
        draft.note(f"A picture has one ground: here {found[0].word}, without {' and '.join(others)}.")


def _open(draft: Draft, inks: list[str], plain: bool, rng: random.Random) -> Flat | Gradient | Mesh:
    """A ground that was not described."""
    loose = [colour for colour in dict.fromkeys(draft.loose) if _least(colour, inks) >= _SEEN]
    draft.loose = [colour for colour in draft.loose if colour not in loose]
    if len(loose) > 2 and not inks:
        return Mesh(colours=tuple(loose[:6]))
    if len(loose) > 1 and not inks:
        return _two(loose, draft)
    if loose:
        return Flat(colour=loose[0])
    if draft.mood:
        return Flat(colour=MOODS[draft.mood][0])
    if not inks and not plain:
        return Flat(colour=rng.choice(_CALM))
    clear = [colour for colour in _PLAIN if _least(colour, inks) >= _SEEN]
    return Flat(colour=clear[0] if clear else max(_PLAIN, key=lambda colour: _least(colour, inks)))


def _least(colour: str, others: list[str]) -> float:
    return min((contrast(colour, other) for other in others), default=100.0)


def _made(thing: Named, behind: list[str], draft: Draft, inks: list[str], rng: random.Random) -> Ground:
    match thing.kind:
        case "motif":
            return _pattern(thing, behind, draft, inks, rng)
        case "texture":
            return _texture(thing, behind, draft)
        case "gradient":
            return _gradient(thing, behind, draft, rng)
        case "mesh":
            return Mesh(colours=tuple(_several([*thing.colours, *behind], draft, rng)[:6]))
        case "sky":
            return sky(thing, draft)
        case "manner":
            return _poster(thing, behind, draft)
        case _:
            return land(thing, draft, rng)


def _pattern(thing: Named, behind: list[str], draft: Draft, inks: list[str], rng: random.Random) -> Pattern:
    colours = thing.colours or draft.loose
    if thing.colours and not thing.behind and not behind and draft.loose:
        behind, draft.loose = draft.loose, []
    mood = draft.mood or ("memphis" if thing.value.startswith("memphis") else "")
    if not colours and mood:
        colours = [MOODS[mood][1], MOODS[mood][0], MOODS[mood][2]]
    if not colours:
        colours = list(rng.choice(_PAIRS))
    back = [*thing.behind, *behind]
    if back and not thing.colours:
        ink, *rest = MOODS[mood][1:3] if mood else (_paper(back[0]),)
        paper = back[0]
    elif back:
        ink, paper, rest = thing.colours[0], back[0], thing.colours[1:]
    elif len(colours) > 1:
        ink, paper, rest = colours[0], colours[1], colours[2:]
    else:
        ink, paper, rest = colours[0], _paper(colours[0], inks), []
    motif = thing.value or rng.choice(("polka dots", "waves", "leaves", "confetti"))
    if thing.direction in _STRIPES and motif.endswith("stripes"):
        motif = _STRIPES[thing.direction]
    if thing.number is not None:
        draft.note(f"A pattern goes on without end: {thing.word} cannot be counted in it.")
    accent = rest[0] if rest and motif in get_args(Family) else ""
    left = " and ".join(spoken(colour) for colour in rest if colour != accent)
    if left and not mood:
        several = "three" if accent else "two"
        draft.note(f"{thing.word.capitalize()} have {several} colours here, without {left}.")
    shift = (rng.random(), rng.random())
    cells = _CELLS[thing.size or ("small" if thing.word.startswith("pinstripe") else "medium")]
    return Pattern(motif=cast(Any, motif), ink=ink, paper=paper, cells=cells, shift=shift, accent=accent)


_STRIPES = {
    "down": "vertical stripes",
    "right": "horizontal stripes",
    "diagonal": "diagonal stripes",
    "falling": "diagonal stripes",
    "rising": "diagonal stripes",
}


def _paper(ink: str, others: Sequence[str] = ()) -> str:
    """What shows the ink, and what is drawn upon both."""
    papers = ("white", "navy", shaded(ink, ("light",)), shaded(ink, ("deep",)), "teal")
    shown = [paper for paper in papers if contrast(ink, paper) >= _TOLD]
    return next((p for p in shown if all(contrast(p, other) >= _SEEN for other in others)), shown[0])


def _texture(thing: Named, behind: list[str], draft: Draft) -> Texture:
    base, vein = _TEXTURES[cast(TextureKind, thing.value)]
    colours = thing.colours or behind
    if colours:
        dark = contrast(colours[0], "black") < contrast(colours[0], "white")
        base, vein = colours[0], shaded(colours[0], ("light",) if dark else ("dark",))
    veins = [*thing.behind, *colours[1:]]
    if len(veins) > 1:
        left = " and ".join(spoken(vein) for vein in veins[1:])
        draft.note(f"{thing.word.capitalize()} has two colours here, without {left}.")
    return Texture(kind=cast(TextureKind, thing.value), base=base, vein=veins[0] if veins else vein)


def _gradient(thing: Named, behind: list[str], draft: Draft, rng: random.Random) -> Gradient | Mesh:
    colours = _several([*thing.colours, *behind], draft, rng)
    if len(colours) > 2 and [*thing.colours, *behind]:
        draft.note("A gradient runs between two colours, so more are blended as a mesh.")
        return Mesh(colours=tuple(colours[:6]))
    first, second = colours[:2]
    kind = "radial" if thing.direction == "radial" else "linear"
    return Gradient(kind=kind, direction=_WAYS.get(thing.direction, "down"), first=first, second=second)


def _several(colours: list[str], draft: Draft, rng: random.Random) -> list[str]:
    """At least two colours that go together."""
    colours = colours or draft.loose
    if len(colours) > 1:
        return colours
    if colours:
        return [colours[0], shaded(colours[0], ("pale",) if contrast(colours[0], "white") > _TOLD else ("deep",))]
    if draft.time and not draft.mood:
        return [*SKIES[cast(Time, draft.time)]]
    mood = draft.mood or rng.choice(("calm", "sunrise", "ocean", "candy", "fresh"))
    return [*MOODS[mood][1:5]]


def _poster(thing: Named, behind: list[str], draft: Draft) -> Ground:
    own = MOODS[draft.mood or thing.value]
    colours = [*behind, *thing.colours, *draft.loose]
    draft.loose = []
    if len(colours) == 1:
        colours = [own[0], *colours] if not behind else [*colours, *own[1:]]
    elif not behind and colours:
        colours = [own[0], *colours]
    return Poster(manner=cast(Any, thing.value), colours=tuple(colours[:6]) or own)
