"""Landscapes: the plain ones never change, those with weather and seasons look like them, at any size and shape."""

from __future__ import annotations

import hashlib
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sketch.landscape_air import air
from studio.sketch.marks import LABELS
from studio.sketch.render import draw, draw_labelled, scene_marks
from studio.sketch.scene import Land, Landscape, Scene, Season, Time, Weather

PLAIN: dict[Land, str] = {
    "hills": "176b6de935deecaccfa49067f63d012d455c5e69a484887a2e4ecf48662c52c4",
    "mountains": "5d557161502f2f0f9f30f54793f599e1ddb5bb13d1a67cf8288dd28831a509e4",
    "sea": "ad10333bb2fbffa60677856e73cc907ef955437baacd4b94e1cc9d64f4c74b26",
    "desert": "883032d77843b4e626fcd61824fa41ba6265d1e91364a764d488f479895ff180",
}
"""What plain views were before there was weather: the Starter is trained on them."""
EVERY = [
    (land, time, weather, season)
    for land in get_args(Land)
    for time, weather, season in (
        ("day", "clear", "spring"),
        ("dawn", "cloudy", "summer"),
        ("sunset", "rain", "autumn"),
        ("night", "snow", "winter"),
        ("day", "fog", "autumn"),
        ("night", "clear", "winter"),
    )
]


def view(
    land: Land,
    time: Time = "day",
    weather: Weather = "clear",
    season: Season = "spring",
    seed: int = 5,
    light: float = 0.3,
) -> Scene:
    ground = Landscape(land=land, time=time, horizon=0.55, light=light, weather=weather, season=season)
    return Scene(ground=ground, seed=seed)


def sky(scene: Scene) -> NDArray[np.float64]:
    return draw(scene, 120, 120)[2:12].astype(float)


def front(scene: Scene) -> NDArray[np.float64]:
    return draw(scene, 120, 120)[-14:].astype(float)


@pytest.mark.parametrize("land", PLAIN)
def test_plain_views_are_as_they_were_to_the_bit(land: Land) -> None:
    digest = hashlib.sha256()
    for time in get_args(Time):
        for seed, (width, height) in ((3, (64, 64)), (11, (96, 64)), (2**31 + 5, (64, 112))):
            ground = Landscape(land=land, time=time, horizon=0.5 + seed % 7 * 0.025, light=0.2 + seed % 5 * 0.15)
            drawing = draw_labelled(Scene(ground=ground, seed=seed), width, height)
            digest.update(drawing.picture.tobytes())
            digest.update(drawing.labels.tobytes())
    assert digest.hexdigest() == PLAIN[land]


@pytest.mark.parametrize(("land", "time", "weather", "season"), EVERY)
def test_the_same_design_at_two_sizes(land: Land, time: Time, weather: Weather, season: Season) -> None:
    scene = view(land, time, weather, season)
    small = draw(scene, 128, 96).reshape(48, 2, 64, 2, 3).mean((1, 3))
    large = draw(scene, 1024, 768).reshape(48, 16, 64, 16, 3).mean((1, 3))
    assert np.abs(small - large).mean() < 1.5


@pytest.mark.parametrize(("land", "time", "weather", "season"), EVERY)
def test_same_scene_same_pixels_and_another_seed_another_land(
    land: Land, time: Time, weather: Weather, season: Season
) -> None:
    scene = view(land, time, weather, season)
    assert np.array_equal(draw(scene, 96, 64), draw(scene, 96, 64))
    assert not np.array_equal(draw(scene, 96, 64), draw(view(land, time, weather, season, seed=6), 96, 64))


@pytest.mark.parametrize("land", get_args(Land))
@pytest.mark.parametrize("size", [(200, 60), (60, 200), (1, 1), (17, 230)])
def test_any_shape_of_picture_is_filled(land: Land, size: tuple[int, int]) -> None:
    drawing = draw_labelled(view(land, weather="rain"), *size)
    assert drawing.picture.shape == (size[1], size[0], 3)
    assert set(np.unique(drawing.labels)) <= {LABELS.index(name) for name in ("ground", "light", "land")}


@pytest.mark.parametrize("land", get_args(Land))
def test_labels_tell_sky_from_land(land: Land) -> None:
    labels = draw_labelled(view(land), 120, 120).labels
    assert (labels[:10] == LABELS.index("land")).sum() == 0
    assert (labels[-10:] == LABELS.index("land")).all()
    assert (labels == LABELS.index("light")).any()


@pytest.mark.parametrize("land", ["hills", "mountains"])
def test_winter_is_white_and_autumn_is_warm(land: Land) -> None:
    winter, autumn = front(view(land, season="winter")), front(view(land, season="autumn"))
    assert winter.mean() > 225
    assert autumn[..., 0].mean() - autumn[..., 2].mean() > 60


def test_spring_blossoms() -> None:
    picture = draw(view("hills", season="spring"), 240, 160).astype(int)
    summer = draw(view("hills", weather="cloudy", season="summer"), 240, 160).astype(int)

    def pink(pixels: NDArray[np.int_]) -> int:
        return int(((pixels[..., 0] > 225) & (pixels[..., 1] < 205) & (pixels[..., 2] > 165)).sum())

    assert pink(picture) > 100
    assert pink(summer) < 20


@pytest.mark.parametrize("land", get_args(Land))
def test_rain_darkens_and_greys_the_sky(land: Land) -> None:
    clear, rain = sky(view(land)), sky(view(land, weather="rain"))
    assert rain.mean() < clear.mean() - 20
    assert np.ptp(rain.mean((0, 1))) < np.ptp(clear.mean((0, 1)))


def test_fog_takes_the_contrast_from_far_land() -> None:
    def contrast(weather: Weather) -> float:
        return float(draw(view("mountains", weather=weather, season="autumn"), 160, 160)[62:82].astype(float).std())

    assert contrast("fog") < 0.6 * contrast("clear")


def test_snow_falls_only_when_it_snows() -> None:
    """Flakes are bright specks on the sky, off its clouds."""

    def specks(weather: Weather) -> int:
        picture = draw(view("hills", "dawn", weather, "winter"), 300, 300).astype(float).mean(axis=2)
        steps = np.abs(np.diff(picture[:120], axis=1))
        return int((steps > 20).sum())

    assert specks("snow") > 1.5 * specks("cloudy")


def test_distance_fades_into_the_sky() -> None:
    for weather in get_args(Weather):
        there = air("day", weather)
        far, near = (np.array(there.land((40, 90, 50), depth), dtype=float) for depth in (0.0, 1.0))
        lower = np.array(there.sky[1], dtype=float)
        assert np.abs(far - lower).sum() < np.abs(near - lower).sum()


def test_a_rich_view_has_more_than_the_plain_one() -> None:
    plain = Landscape(land="hills", time="day", horizon=0.55, light=0.3)
    rich = Landscape(land="hills", time="day", horizon=0.55, light=0.3, rich=True)
    colours = [len(np.unique(draw(Scene(ground=g, seed=2), 96, 96)[60:].reshape(-1, 3), axis=0)) for g in (plain, rich)]
    assert colours[1] > 2 * colours[0]


@pytest.mark.parametrize("time", get_args(Time))
def test_no_flat_foot_of_a_cloud_cuts_through_the_sun(time: Time) -> None:
    for seed in range(30):
        marks = scene_marks(view("hills", time, "cloudy", seed=seed, light=0.2 + 0.02 * seed), 300, 200)
        at = next(k for k, mark in enumerate(marks) if mark.label == "light")
        xs, ys = zip(*((200 * x, 200 * y) for x, y in marks[at].outline[0]), strict=True)
        for cloud in (mark for mark in marks[at:] if mark.label == "ground"):
            feet = [200 * x for x, y in cloud.outline[0]]
            foot = max(200 * y for _, y in cloud.outline[0])
            assert not (min(ys) < foot < max(ys) and max(feet) > min(xs) and min(feet) < max(xs)), seed


def test_snow_is_lit_by_the_moon_and_not_grey() -> None:
    red, green, blue = front(view("mountains", "night", season="winter")).mean((0, 1))
    assert blue > 1.35 * red
    assert blue > green > 60
