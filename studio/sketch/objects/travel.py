"""Owns what moves people, and where they go."""

from __future__ import annotations

from studio.sketch.objects.inks import (
    AMBER,
    CORAL,
    CREAM,
    FLAME,
    GLASS,
    GLASS_LIGHT,
    GOLD,
    INK,
    LEAF,
    NAVY,
    SILVER,
    SKY,
    SLATE,
    STEEL,
    TERRACOTTA,
    WHITE,
    WOOD,
    WOOD_SHADE,
)
from studio.sketch.objects.landmarks import lighthouse, tent, windmill
from studio.sketch.objects.pen import Form, box, disc, draw, joined, line
from studio.sketch.objects.thing import Drawn, Thing, thing


def wheel(x: float, y: float, radius: float) -> Drawn:
    """A tyre with its rim and hub."""
    return [(disc(x, y, radius), INK), (disc(x, y, radius * 0.52), SILVER), (disc(x, y, radius * 0.18), SLATE)]


def _boat() -> Drawn:
    hull = draw("M-92 42 H92 C86 74 68 92 44 92 H-46 C-70 92 -86 74 -92 42Z")
    sail = draw("M8 -94 C50 -64 74 -16 76 28 H8Z")
    jib = draw("M-8 -74 C-22 -34 -44 2 -68 28 H-8Z")
    return [
        (box(-4, -98, 8, 144, 4), WOOD),
        (sail, "accent"),
        (sail & draw("M8 -94 C20 -60 30 -16 30 28 H90 V-94Z"), "accent shade"),
        (jib, "accent"),
        (jib & box(-100, 12, 100, 20) | sail & box(0, 12, 100, 20), "light"),
        (hull, "main"),
        (hull & draw("M-100 66 Q0 84 100 62 V100 H-100Z"), "shade"),
        (hull & box(-100, 42, 200, 9), "light"),
    ]


def _car() -> Drawn:
    body = draw(
        "M-97 38 V12 Q-97 -4 -80 -8 L-58 -14 L-38 -44 Q-32 -54 -20 -54 H22 Q34 -54 42 -46 L70 -12 Q97 -8 97 16"
        " V38 Q97 46 89 46 H-89 Q-97 46 -97 38Z"
    )
    back = draw("M-44 -13 L-28 -37 Q-24 -43 -17 -43 H-4 V-13Z")
    front = draw("M6 -13 V-43 H20 Q29 -43 34 -37 L54 -13Z")
    glint = draw("M-28 -13 L-12 -43 H-4 L-20 -13Z") & back | draw("M14 -13 L28 -43 H38 L22 -13Z") & front
    return [
        (body, "main"),
        (body & box(-100, 24, 200, 30), "shade"),
        (back | front, GLASS),
        (glint, GLASS_LIGHT),
        (box(-2, -2, 18, 5, 2.5), "shade"),
        (box(82, 2, 15, 14, 5) & body, FLAME),
        (box(-97, 2, 11, 14, 4), CORAL),
        (disc(-54, 46, 29) & body, "shade"),
        (disc(54, 46, 29) & body, "shade"),
        *wheel(-54, 46, 23),
        *wheel(54, 46, 23),
    ]


def _bus() -> Drawn:
    body = box(-97, -58, 194, 106, 16)
    panes = joined(box(x, -42, 34, 34, 5) for x in (-84, -44, -4))
    door = box(38, -42, 24, 84, 5)
    front = draw("M70 -42 H86 Q97 -42 97 -30 V-8 H70 Q68 -8 68 -10 V-40 Q68 -42 70 -42Z")
    glint = joined(draw(f"M{x} -8 L{x + 14} -42 H{x + 22} L{x + 8} -8Z") for x in (-78, -38, 2)) & panes
    return [
        (body, "main"),
        (body & box(-100, 22, 200, 30), "shade"),
        (body & box(-100, 4, 200, 9), "light"),
        (panes | door | front, GLASS),
        (glint, GLASS_LIGHT),
        (box(48.5, -42, 3, 84), "main"),
        (box(85, 22, 12, 12, 4), FLAME),
        *wheel(-52, 48, 21),
        *wheel(20, 48, 21),
    ]


def _bicycle() -> Drawn:
    tyres = joined(disc(x, 34, 43) - disc(x, 34, 36.5) for x in (-54, 54))
    spokes = joined(line("M0 -38 V38", 1.8).turned(t).moved(x, 34) for x in (-54, 54) for t in (0, 45, 90, 135))
    frame = joined(line(s, 7) for s in ("M-54 34 L-4 34 L38 -24 H-22 L-54 34", "M-28 -40 L-4 34", "M32 -44 L54 34"))
    bars = line("M32 -44 L30 -52 H46 Q58 -52 56 -40", 7)
    seat = draw("M-48 -46 Q-48 -52 -40 -52 H-14 Q-8 -50 -10 -45 Q-24 -38 -36 -38 Q-48 -38 -48 -46Z")
    crank = disc(-4, 34, 11) | line("M-4 34 L4 54", 5) | line("M-3 55 H13", 6)
    return [
        (spokes, SILVER),
        (tyres, INK),
        (disc(-54, 34, 6) | disc(54, 34, 6), SLATE),
        (frame, "main"),
        (bars, SLATE),
        (seat, "accent"),
        (crank, SLATE),
        (disc(-4, 34, 4.5), SILVER),
    ]


def _balloon() -> Drawn:
    skin = draw("M0 38 C-34 26 -58 -8 -58 -40 C-58 -76 -32 -98 0 -98 C32 -98 58 -76 58 -40 C58 -8 34 26 0 38Z")
    knot = draw("M0 34 L9 49 Q0 53 -9 49Z")
    return [
        (line("M0 48 C14 62 -14 74 0 98", 3.5), SLATE),
        (knot, "shade"),
        (skin, "main"),
        (skin.shadow(-15, -5), "shade"),
        (line("M-36 -48 Q-34 -68 -18 -77", 9), "light"),
    ]


def _hot_air_balloon() -> Drawn:
    skin = draw("M0 -98 C-52 -98 -76 -62 -70 -24 C-64 10 -30 30 -17 54 H17 C30 30 64 10 70 -24 C76 -62 52 -98 0 -98Z")

    def gore(share: float) -> Form:
        return skin.sized(share, 1.0)

    stripes = gore(0.72) - gore(0.3)
    basket = draw("M-17 72 H17 L13 96 Q12 98 10 98 H-10 Q-12 98 -13 96Z")
    weave = joined(line(f"M-20 {y} H20", 2.4) for y in (81, 89)) & basket
    ropes = joined(line(f"M{x} 52 L{x * 0.95} 74", 2.6) for x in (-15, -5, 5, 15))
    return [
        (ropes, WOOD_SHADE),
        (skin, "main"),
        (stripes, "accent"),
        (skin.shadow(-17, 0) - stripes, "shade"),
        (stripes & skin.shadow(-17, 0), "accent shade"),
        (stripes & box(0, -100, 100, 200), "accent shade"),
        (basket, WOOD),
        (basket & box(-20, 68, 40, 8) | weave, WOOD_SHADE),
    ]


def _rocket() -> Drawn:
    body = draw("M0 -98 C34 -70 42 -14 30 44 H-30 C-42 -14 -34 -70 0 -98Z")
    nose = body & draw("M-60 -52 Q0 -40 60 -52 V-100 H-60Z")
    fin = draw("M-33 2 C-56 16 -62 42 -58 70 C-50 56 -42 50 -29 46Z")
    middle = draw("M-7 16 Q0 6 7 16 L6 66 Q0 74 -6 66Z")
    fire = draw("M-18 50 H18 C22 70 8 82 0 98 C-8 82 -22 70 -18 50Z")
    rocket: Drawn = [
        (fire, AMBER),
        (fire.sized(0.5, 0.62, 0, 50), FLAME),
        (box(-20, 42, 40, 11, 3), SLATE),
        (fin, "accent"),
        (fin.mirrored(), "accent shade"),
        (body, "main"),
        (body.shadow(-15, 0), "shade"),
        (nose, "accent"),
        (nose & body.shadow(-15, 0), "accent shade"),
        (disc(0, -16, 17), "accent"),
        (disc(0, -16, 11.5), GLASS),
        (disc(0, -16, 11.5).shadow(5, 5), GLASS_LIGHT),
        (middle, "accent"),
    ]
    return [(form.turned(34), role) for form, role in rocket]


def _plane() -> Drawn:
    body = draw("M0 -98 C11 -98 14 -76 14 -60 V56 C14 76 6 92 0 98 C-6 92 -14 76 -14 56 V-60 C-14 -76 -11 -98 0 -98Z")
    wing = draw("M10 -34 L92 22 Q97 26 97 32 V40 L10 16Z")
    tail = draw("M8 58 L40 80 Q43 83 43 87 V92 L8 80Z")
    engine = box(38, -14, 13, 26, 6)
    cockpit = draw("M-9 -76 Q0 -88 9 -76 L8 -68 Q0 -73 -8 -68Z")
    plane: Drawn = [
        (engine | engine.mirrored(), SLATE),
        (wing.mirrored() | tail.mirrored(), "accent"),
        (wing | tail, "accent shade"),
        (body, "main"),
        (body & box(2, -100, 30, 200), "shade"),
        (cockpit, NAVY),
    ]
    return [(form.turned(42), role) for form, role in plane]


def _train() -> Drawn:
    """Seen from the front, on its rails."""
    body = draw("M-58 -50 Q-58 -94 -20 -94 H20 Q58 -94 58 -50 V36 Q58 56 38 56 H-38 Q-58 56 -58 36Z")
    pane = box(-42, -56, 84, 46, 9)
    rails = line("M-34 60 L-56 94", 8) | line("M34 60 L56 94", 8) | line("M-45 74 H45", 6) | line("M-58 90 H58", 6)
    lamps = disc(-34, 20, 9) | disc(34, 20, 9)
    return [
        (rails, SLATE),
        (body, "main"),
        (body.shadow(-14, 0), "shade"),
        (box(-24, -80, 48, 13, 6), "accent"),
        (pane, GLASS),
        (draw("M-22 -10 L4 -56 H20 L-6 -10Z") & pane, GLASS_LIGHT),
        (box(-58, 36, 116, 9), "accent"),
        (lamps, FLAME),
    ]


def _anchor() -> Drawn:
    ring = disc(0, -78, 19) - disc(0, -78, 9)
    shaft = line("M0 -60 V84", 13) | line("M-32 -36 H32", 12)
    arms = line("M-70 26 C-66 68 -34 84 0 86 C34 84 66 68 70 26", 13)
    flukes = draw("M-90 44 L-71 8 L-50 44 Q-70 36 -90 44Z") | draw("M90 44 L71 8 L50 44 Q70 36 90 44Z")
    whole = ring | shaft | arms | flukes
    return [(whole, "main"), (whole & box(0, -100, 100, 200), "shade")]


def _globe() -> Drawn:
    ball = disc(0, -14, 66)
    land = draw(
        "M-52 -56 C-30 -66 -12 -52 -18 -38 C-24 -24 -2 -18 -10 2 C-18 22 -34 8 -40 -6 C-46 -20 -64 -16 -70 -28Z"
    )
    more = draw("M22 -78 C50 -76 70 -50 70 -30 C56 -18 46 -30 34 -24 C20 -18 8 -34 18 -48 C26 -58 16 -66 22 -78Z")
    south = draw("M18 8 C34 -4 54 6 48 24 C42 42 24 52 16 40 C10 30 8 16 18 8Z")
    arm = (disc(0, -14, 86) - disc(0, -14, 78)) & draw("M20 -100 H120 V120 H-60 L-40 60Z")
    foot = box(-7, 66, 14, 22) | draw("M-38 98 Q-38 86 -24 86 H24 Q38 86 38 98Z")
    continents = (land | more | south) & ball
    return [
        (arm | foot, WOOD),
        (ball, "main"),
        (continents, "accent"),
        (ball.shadow(-16, -10) - continents, "shade"),
        (continents & ball.shadow(-16, -10), "accent shade"),
    ]


TRAVEL: dict[str, Thing] = {
    "boat": thing(
        _boat,
        "red",
        CREAM,
        "boat/boats",
        "sailing boat/sailing boats",
        "sailboat/sailboats",
        "yacht/yachts",
    ),
    "car": thing(_car, "red", SLATE, "car/cars", "automobile/automobiles"),
    "bus": thing(_bus, "yellow", SLATE, "bus/buses", "coach/coaches"),
    "bicycle": thing(_bicycle, "teal", WOOD_SHADE, "bicycle/bicycles", "bike/bikes"),
    "balloon": thing(_balloon, "red", SLATE, "balloon/balloons"),
    "hot-air balloon": thing(
        _hot_air_balloon, "red", CREAM, "hot-air balloon/hot-air balloons", "hot air balloon/hot air balloons"
    ),
    "rocket": thing(_rocket, "white", CORAL, "rocket/rockets", "space rocket/space rockets", "spaceship/spaceships"),
    "plane": thing(_plane, "white", SKY, "plane/planes", "airplane/airplanes", "aeroplane/aeroplanes", "jet/jets"),
    "train": thing(_train, "blue", FLAME, "train/trains", "tram/trams"),
    "anchor": thing(_anchor, "navy", STEEL, "anchor/anchors"),
    "lighthouse": thing(lighthouse, "red", WHITE, "lighthouse/lighthouses"),
    "tent": thing(tent, "orange", GOLD, "tent/tents"),
    "windmill": thing(windmill, "white", TERRACOTTA, "windmill/windmills"),
    "globe": thing(_globe, "blue", LEAF, "globe/globes", "world/worlds"),
}
