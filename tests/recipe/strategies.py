"""Hypothesis strategies for recipes and what they hold."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from studio.recipe.recipe import (
    MAX_SEED,
    Addon,
    Blank,
    Control,
    ControlKind,
    Fit,
    ModelRef,
    Near,
    Product,
    Recipe,
    Reference,
    ReferenceRole,
    Sketched,
    StartImage,
    Text,
    Tile,
)

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
models = st.builds(ModelRef, id=texts, weights=sha256s)
addons = st.builds(Addon, model=models, weight=finite)
controls = st.builds(
    Control,
    kind=st.sampled_from(get_args(ControlKind)),
    model=models,
    sha256=sha256s,
    weight=finite,
    begin=finite,
    end=finite,
)
references = st.builds(
    Reference, model=models, sha256=sha256s, weight=finite, role=st.sampled_from(get_args(ReferenceRole))
)
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
    model=models,
    decoder=st.sampled_from(["tiny", "full"]),
    start=starts,
    near=st.none() | st.builds(Near, seed=st.integers(0, MAX_SEED), amount=finite),
    text=st.sampled_from(get_args(Text)),
    addons=st.lists(addons, max_size=2).map(tuple),
    controls=st.lists(controls, max_size=2).map(tuple),
    references=st.lists(references, max_size=2).map(tuple),
    tile=st.sampled_from(get_args(Tile)),
    fit=st.none() | fits,
    product=st.none() | products,
)
