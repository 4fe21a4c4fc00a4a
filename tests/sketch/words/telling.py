"""A scene told in one short line, for expectations that can be read."""

from __future__ import annotations

from studio.sketch.scene import (
    Bond,
    Flat,
    Gradient,
    Ground,
    Group,
    Landscape,
    Mesh,
    Pattern,
    Poster,
    Scene,
    Texture,
)
from studio.sketch.words.colours import FURTHER

_WORDS = {"#{:02x}{:02x}{:02x}".format(*rgb): word for word, rgb in reversed(FURTHER.items())}


def told(scene: Scene) -> str:
    """Groups, ground, bonds and style: "7 yellow star rows | sea sunset | paper cut"."""
    groups = ", ".join(_group(group) for group in scene.groups) or "nothing"
    bonds = ", ".join(_bond(scene, bond) for bond in scene.bonds)
    style = "" if scene.style == "flat" else scene.style
    return " | ".join(part for part in (groups, _ground(scene.ground), bonds, style) if part)


def _group(group: Group) -> str:
    words = [str(group.count)]
    words += [group.size] if group.size != "medium" else []
    words += [f"{_colour(group.colour)}{'+' if group.accent else ''}{_colour(group.accent)}", group.shape]
    words += ["mixed"] if len({spot.radius for spot in group.spots}) > 1 else []
    words += [group.arrangement] if group.arrangement != "free" else []
    words += [f"@{group.place}"] if group.place not in ("centre", "scattered") else []
    return " ".join(words)


def _bond(scene: Scene, bond: Bond) -> str:
    return f"{scene.groups[bond.first].shape} {bond.relation} {scene.groups[bond.second].shape}"


def _ground(ground: Ground) -> str:
    match ground:
        case Flat():
            return _colour(ground.colour)
        case Gradient():
            way = "radial" if ground.kind == "radial" else ground.direction
            kind = "split" if ground.hard else "gradient"
            return f"{way} {kind} {_colour(ground.first)} to {_colour(ground.second)}"
        case Mesh():
            return f"mesh {_colours(ground.colours)}"
        case Texture():
            return f"{ground.kind} {_colours((ground.base, ground.vein))}"
        case Pattern():
            inks = (ground.ink, ground.paper, ground.accent) if ground.accent else (ground.ink, ground.paper)
            size = {3: "large ", 6: "small "}.get(ground.cells, "")
            return f"{size}{ground.motif} {_colours(inks)}"
        case Poster():
            return f"{ground.manner} poster {_colours(ground.colours)}"
        case Landscape():
            rest = [ground.weather] if ground.weather != "clear" else []
            rest += [ground.season] if ground.season != "summer" else []
            return " ".join([ground.land, ground.time, *rest])


def _colours(colours: tuple[str, ...]) -> str:
    return "/".join(_colour(colour) for colour in colours)


def _colour(colour: str) -> str:
    return _WORDS.get(colour, colour)
