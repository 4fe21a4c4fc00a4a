"""LoRAs are known by the names and shapes in their header, their trainers' notes, and the names they go by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.errors import ModelUnsupported
from studio.families.contents import contents_of
from studio.families.header import Header, read_header
from studio.families.lora import LoraFacts, lora_of, pace_named
from studio.recipe.additions import Addition, Pace
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftAddon
from studio.recipe.recipe import ModelRef, Recipe
from studio.recipe.resolve import resolve
from tests.families.safetensors_files import SD1, Shapes, write_tensors

TO_K = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
MAKERS = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k"
KERNEL = "lora_unet_input_blocks_1_0_in_layers_2.lora_down.weight"
DOTTED = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2"


def header(shapes: Shapes, **notes: str) -> Header:
    return Header(shapes=dict(shapes), metadata=notes)


def facts(shapes: Shapes, called: str = "mine", **notes: str) -> LoraFacts:
    return lora_of(header(shapes, **notes), called)


@pytest.mark.parametrize(
    "shapes",
    [
        {f"{TO_K}.lora_down.weight": (8, 768), f"{TO_K}.lora_up.weight": (320, 8)},
        {f"{TO_K}.lora_down.weight": (8, 768, 1, 1), f"{TO_K}.lora_up.weight": (320, 8, 1, 1)},
        {f"{DOTTED}.to_k.lora_A.weight": (8, 768), f"{DOTTED}.to_k.lora_B.weight": (320, 8)},
        {f"{DOTTED}.to_k.lora_A.default_0.weight": (8, 768), f"{DOTTED}.to_k.lora_B.default_0.weight": (320, 8)},
        {f"{DOTTED}.to_k.lora.down.weight": (8, 768), f"{DOTTED}.to_k.lora.up.weight": (320, 8)},
        {f"{DOTTED}.processor.to_k_lora.down.weight": (8, 768), f"{DOTTED}.processor.to_k_lora.up.weight": (320, 8)},
        {f"{TO_K}.hada_w1_a": (320, 8), f"{TO_K}.hada_w1_b": (8, 768)},
        {f"{TO_K}.lokr_w1": (16, 16), f"{TO_K}.lokr_w2_a": (20, 4), f"{TO_K}.lokr_w2_b": (4, 48)},
        {f"{TO_K}.lokr_w1": (16, 16), f"{TO_K}.lokr_w2": (20, 48)},
        {f"{TO_K}.diff": (320, 768)},
    ],
)
def test_the_width_of_what_reads_the_prompt_tells_the_models(shapes: Shapes):
    assert facts(shapes) == LoraFacts(base="Stable Diffusion 1.x", family="stable-diffusion", context=768)
    wider = {
        name: tuple(1024 if side == 768 else 64 if side == 48 else side for side in of) for name, of in shapes.items()
    }
    assert facts(wider) == LoraFacts(base="Stable Diffusion 2.x", family="stable-diffusion", context=1024)


@pytest.mark.parametrize(
    ("shapes", "notes"),
    [
        ({f"{MAKERS}.lora_down.weight": (8, 2048)}, {}),
        ({"lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight": (8, 1280)}, {}),
        ({"text_encoder_2.text_model.encoder.layers.0.mlp.fc1.lora_A.weight": (8, 1280)}, {}),
        ({KERNEL: (8, 320, 3, 3)}, {"modelspec.architecture": "stable-diffusion-xl-v1-base/lora"}),
        ({KERNEL: (8, 320, 3, 3)}, {"ss_base_model_version": "sdxl_base_v1-0"}),
    ],
)
def test_sdxl_is_told_by_width_second_encoder_or_notes(shapes: Shapes, notes: dict[str, str]):
    found = facts(shapes, **notes)
    assert (found.base, found.family) == ("SDXL", "stable-diffusion-xl")


def test_where_nothing_tells_it_may_belong_to_any():
    found = facts({"lora_unet_conv_in.lora_down.weight": (8, 4, 3, 3)})
    assert found == LoraFacts()
    assert facts({f"{TO_K}.lora_down.weight": (8, 32)}) == LoraFacts(context=32)  # no known family is that narrow


def test_a_file_from_the_disk(tmp_path: Path):
    path = write_tensors(
        tmp_path / "style.safetensors", {f"{TO_K}.lora_down.weight": (8, 768)}, {"ss_base_model_version": "sd_v1"}
    )
    assert lora_of(read_header(path), path.stem).base == "Stable Diffusion 1.x"


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (SD1, "It is a whole model"),
        ({"emb_params": (4, 768)}, "embedding"),
        ({"lora_unet_double_blocks_0_img_attn_proj.lora_down.weight": (8, 3072)}, "a LoRA for Flux"),
        ({"transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight": (8, 3072)}, "a LoRA for Flux"),
        ({"lora_unet_joint_blocks_0_x_block_attn_proj.lora_down.weight": (8, 1536)}, "a LoRA for Stable Diffusion 3"),
        (
            {
                "lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight": (8, 768),
                "lora_unet_double_blocks_0_img_mlp_0.lora_down.weight": (8, 3072),
            },
            "a LoRA for Flux",
        ),
        ({"transformer.transformer_blocks.0.attn.to_q.lora_A.weight": (8, 1536)}, "a model with a transformer"),
        ({f"{MAKERS}.lora_down.weight": (8, 1280)}, "a LoRA for SDXL refiner"),
        ({f"{TO_K}.oft_blocks": (4, 80, 80)}, "of the kind OFT"),
        ({f"{TO_K}.oft_diag": (4, 80, 80)}, "of the kind OFT"),
        ({f"{TO_K}.on_input": (), f"{TO_K}.weight": (768,)}, "of the kind IA3"),
        ({f"{TO_K}.a1.weight": (8, 8), f"{TO_K}.b1.weight": (8, 8)}, "of the kind GLoRA"),
    ],
)
def test_what_cannot_be_used_is_refused_for_what_it_is(shapes: Shapes, said: str):
    with pytest.raises(ModelUnsupported) as raised:
        facts(shapes)
    assert said in raised.value.message
    assert raised.value.remedy


def test_an_adapter_for_faces_is_no_lora_though_it_brings_one():
    shapes = {
        "image_proj.proj.weight": (3072, 512),
        "ip_adapter.0.to_q_lora.down.weight": (128, 320),
        "ip_adapter.1.to_k_ip.weight": (320, 768),
    }
    assert contents_of(header(shapes)).kind == "adapter"


LCM, TCD, TRAILING = "LCMScheduler", "TCDScheduler", "EulerDiscreteScheduler/trailing"


@pytest.mark.parametrize(
    ("called", "pace"),
    [
        ("latent-consistency/lcm-lora-sdv1-5 pytorch_lora_weights", Pace(steps=4, scheduler=LCM)),
        ("LCM_LoRA_SDXL", Pace(steps=4, scheduler=LCM)),
        ("lcm-lora-ssd-1b 8step", Pace(steps=8, scheduler=LCM)),
        ("sdxl_lightning_4step_lora", Pace(steps=4, scheduler=TRAILING)),
        ("ByteDance/SDXL-Lightning sdxl_lightning_8step_lora", Pace(steps=8, scheduler=TRAILING)),
        ("Hyper-SD15-8steps-lora", Pace(steps=8, scheduler=TCD)),
        ("Hyper-SDXL-1step-lora", Pace(steps=1, scheduler=TCD)),
        ("ByteDance/Hyper-SD Hyper-SDXL-8steps-CFG-lora", Pace(steps=8, guidance=5.0, scheduler=TCD)),
        ("sd_xl_turbo_lora_v1", Pace(steps=4, scheduler=LCM)),
        ("dmd2_sdxl_4step_lora_fp16", Pace(steps=4, scheduler=LCM)),
        ("h1t/TCD-SDXL-LoRA", Pace(steps=4, scheduler=TCD)),
        ("pcm_sd15_4step_converted", Pace(steps=4, scheduler=TCD)),
        ("turbo-lora-4-steps", Pace(steps=4, scheduler=LCM)),
        ("lightning_bolts_v2", None),
        ("hyperrealistic-portraits", None),
        ("TurboCar", None),
        ("hyper detail slider", None),
        ("film grain", None),
        ("footsteps in 12 steps", None),
    ],
)
def test_the_pace_of_few_step_ones_is_told_by_the_name(called: str, pace: Pace | None):
    assert pace_named(called) == pace
    assert facts({f"{TO_K}.lora_down.weight": (8, 768)}, called).pace == pace


def test_one_that_was_taught_motifs_is_no_few_step_one():
    assert facts({f"{TO_K}.lora_down.weight": (8, 768)}, "sdxl lightning style", ss_tag_frequency="{}").pace is None


def _tags(**folders: dict[str, object]) -> dict[str, str]:
    return {"ss_tag_frequency": json.dumps(folders)}


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ({}, ()),
        ({"modelspec.trigger_phrase": "in the style of mbrx, ink\twash ,"}, ("in the style of mbrx", "ink wash")),
        ({"modelspec.trigger_phrase": "mbrx", **_tags(a={"other": 9})}, ("mbrx",)),
        (_tags(a={"tree": 3, "mbrx": 20, "1girl": 17, "sky": 15}), ("mbrx", "1girl")),
        (_tags(a={"mbrx": 20}, b={"other": 10, "mbrx": 9}), ("mbrx", "other")),
        (_tags(a={"A whole sentence that stands with one picture only.": 1, "Another one.": 1}), ()),
        (_tags(a={f"word {n}": 5 for n in range(50)}), tuple(f"word {n}" for n in range(8))),
        (_tags(a={"x" * 61: 5, "\x07": 5, "ok": 5}), ("ok",)),
        ({"ss_tag_frequency": "no json"}, ()),
        ({"ss_tag_frequency": "[" * 100_000}, ()),
        (_tags(a={"x": "many"}), ()),
    ],
)
def test_words_come_from_the_notes_of_trainers(notes: dict[str, str], words: tuple[str, ...]):
    assert facts({f"{TO_K}.lora_down.weight": (8, 768)}, **notes).words == words


def _resolved(draft: Draft, called: str) -> Recipe:
    """With a LoRA of that name installed beside a plain model."""
    found = facts({f"{TO_K}.lora_down.weight": (8, 768)}, called)
    size = SizeRule(width=512, height=512, multiple=8, smallest=64, largest=2048, max_pixels=2**20)
    can = Capabilities(
        modes=("text", "addon"),
        family="stable-diffusion",
        context=768,
        size=size,
        steps=30,
        guidance=7.5,
        scheduler="PNDMScheduler",
    )
    addition = Addition(
        ref=ModelRef(id="one", weights="a"), kind="lora", family=found.family, context=found.context, pace=found.pace
    )
    return resolve(draft, ModelRef(id="m", weights="b"), can, [addition]).recipe


def test_a_few_step_lora_sets_the_pace_of_the_recipe():
    on = (DraftAddon(id="one", weight=1.0),)
    paced = _resolved(Draft(prompt="a", addons=on), "lcm-lora-sdv1-5")
    assert (paced.steps, paced.guidance, paced.scheduler) == (4, 1.0, LCM)
    own = _resolved(Draft(prompt="a", addons=on, steps=6, guidance=2.0), "lcm-lora-sdv1-5")
    assert (own.steps, own.guidance, own.scheduler) == (6, 2.0, LCM)
    for draft, called in ((Draft(prompt="a", addons=on), "film grain"), (Draft(prompt="a"), "lcm-lora-sdv1-5")):
        plain = _resolved(draft, called)
        assert (plain.steps, plain.guidance, plain.scheduler) == (30, 7.5, "PNDMScheduler")


def test_the_order_in_which_loras_are_named_does_not_matter_and_nought_is_none():
    size = SizeRule(width=512, height=512, multiple=8, smallest=64, largest=2048, max_pixels=2**20)
    can = Capabilities(modes=("text", "addon"), size=size, steps=30, guidance=7.5)
    installed = [Addition(ref=ModelRef(id=name, weights=f"{name} bytes"), kind="lora", family="") for name in "cab"]
    on = [DraftAddon(id=name, weight=weight) for name, weight in (("c", 0.5), ("a", -1.0), ("b", 0.0))]
    model = ModelRef(id="m", weights="w")
    one, other = (
        resolve(Draft(prompt="a", seed=1, addons=tuple(addons)), model, can, installed).recipe
        for addons in (on, on[::-1])
    )
    assert one == other
    assert [(addon.model.id, addon.weight) for addon in one.addons] == [("a", -1.0), ("c", 0.5)]
