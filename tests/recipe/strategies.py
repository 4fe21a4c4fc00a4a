"""Hypothesis strategies for recipes and what they hold."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from studio.recipe.recipe import MAX_SEED, Blank, Fit, ModelRef, Product, Recipe, Sketched, StartImage, Tile

sha256s = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
finite = st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e6)

starts = (
    st.builds(Blank)
    | st.builds(StartImage, sha256=sha256s, strength=finite, mask=st.just("") | sha256s)
    | st.builds(Sketched, strength=finite, layout=st.none() | st.integers(0, MAX_SEED), edition=st.integers(1, 99))
)
fits = st.builds(Fit, width=st.integers(1, 16_384), height=st.integers(1, 16_384))
products = st.builds(Product, sha256=sha256s, x=st.integers(0, 16_383), y=st.integers(0, 16_383))
recipes = st.builds(
    Recipe,
    prompt=texts,
    negative=texts,
    width=st.integers(1, 100_000),
    height=st.integers(1, 100_000),
    seed=st.integers(0, MAX_SEED),
    steps=st.integers(1, 1000),
    guidance=finite,
    scheduler=texts,
    model=st.builds(ModelRef, id=texts, weights=sha256s),
    decoder=st.sampled_from(["tiny", "full"]),
    start=starts,
    tile=st.sampled_from(get_args(Tile)),
    fit=st.none() | fits,
    product=st.none() | products,
)
