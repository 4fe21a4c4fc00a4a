"""Recipes for the tests of provenance."""

from __future__ import annotations

from hypothesis import strategies as st

from studio.recipe.prompt import tidy
from studio.recipe.recipe import (
    MAX_SEED,
    SKETCH,
    SKETCH_EDITION,
    Blank,
    Fit,
    ModelRef,
    Product,
    Recipe,
    Sketched,
    StartImage,
)

RECIPE = Recipe(
    prompt="a red fox 🦊 in 東京, ثعلب: <b>&</b>",
    negative='blur, "noise"',
    width=4,
    height=2,
    seed=7,
    steps=20,
    guidance=7.5,
    scheduler="DDIMScheduler",
    model=ModelRef(id="starter", weights="0123456789ab" * 5 + "cdef"),
    start=StartImage(sha256="ab" * 32, strength=0.6),
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)

RECIPES = st.builds(
    Recipe,
    prompt=TEXT.map(tidy) | TEXT | st.just("Negative prompt: none"),
    negative=TEXT.map(tidy),
    width=st.just(4),
    height=st.just(2),
    seed=st.integers(0, MAX_SEED),
    steps=st.integers(1, 150),
    guidance=st.floats(0, 30),
    scheduler=st.sampled_from(["DDIMScheduler", "default", "a, b: c"]),
    model=st.builds(ModelRef, id=TEXT | st.just(SKETCH), weights=st.just("ab" * 32)),
    start=st.just(Blank())
    | st.builds(
        StartImage,
        sha256=st.just("cd" * 32),
        strength=st.floats(0.01, 1),
        mask=st.sampled_from(["", "ef" * 32]),
    )
    | st.builds(
        Sketched,
        strength=st.floats(0.01, 1),
        layout=st.none() | st.integers(0, MAX_SEED),
        edition=st.just(SKETCH_EDITION),
    ),
    fit=st.none() | st.just(Fit(width=4, height=2)),
    product=st.none() | st.builds(Product, sha256=st.just("12" * 32), x=st.integers(0, 3), y=st.integers(0, 1)),
)
