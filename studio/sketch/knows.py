"""Owns what to ask the sketch for, in groups of words for people. Light: nothing that draws is brought in."""

from __future__ import annotations

from studio.sketch.palette import NAMES
from studio.sketch.shapes import SHAPE_WORDS
from studio.sketch.words.moods import MOODS
from studio.sketch.words.scenery import SCENERY
from studio.sketch.words.vocabulary import KINDS

_OBJECTS = """
    tree | pine | palm | cactus | tulip | mushroom | leaf | sun | mountain | planet | snowflake | lightning bolt
    | flame | rainbow | rain cloud | sunflower | daisy | acorn | potted plant | island | apple | pear | cherry | lemon
    | strawberry | ice cream | cake | cupcake | watermelon | carrot | avocado | pizza | banana | fried egg | boat
    | car | bus | bicycle | balloon | hot-air balloon | rocket | plane | train | anchor | lighthouse | tent | windmill
    | globe | house | umbrella | cup | bottle | vase | book | lamp | chair | candle | gift | bell | clock | sofa
    | window | picture frame | teddy bear | key | bulb | flag | crown | envelope | camera | phone | laptop | pencil
    | paintbrush | paint palette | magnifying glass | lock | gear | trophy | medal | gem | shopping bag
    | pair of glasses | hourglass | compass | guitar | target | fish | whale | bird | butterfly | cat | dog | rabbit
    | fox | bear | panda | owl | penguin | bee | ladybird | snail | turtle | duck | oval | rectangle | semicircle
    | pentagon | octagon | pill | arch | spiral | burst | speech bubble | ribbon | eye | map pin | sparkle
    | music note | tick | shield | badge | puzzle piece | kite | string of bunting | orange | table | bowl
    | drinking glass | smiley | campfire | full moon | thin line | rounded square | quarter circle | trapezoid
    | parallelogram | lion | frog | pig | cow | monkey | elephant | sheep | chicken | horse | crab | octopus
    | dinosaur | camel | flamingo | paw print | burger | doughnut | slice of bread | cheese | bunch of grapes
    | pineapple | wine glass | cocktail | beer | pumpkin | tomato | lollipop | castle | skyscraper | church | bridge
    | truck | helicopter | ship | tractor | ufo | traffic cone | football | basketball | game controller | headphones
    | microphone | robot | ghost | skull | snowman | t-shirt | shoe | hat | backpack | rose | volcano | shell
    | hammer | scissors | coin | television | bar chart | calendar | thumbs up | door | bed | question mark
    | paper plane | dice | briefcase | flask | atom | graduation cap | megaphone | magnet | chess piece | bin
    | breaking wave | potted cactus | battery | shark | dolphin | mouse | deer | tiger | spider | bat | swan | cookie
    | croissant | popcorn | orange slice | teapot | plate | dress | drum | sword | feather | scooter | infinity sign
    | cliff | traffic light | wifi
"""
_NUMBERS = ("two", "three", "five", "seven", "twelve", "twenty", "a dozen", "several", "many")


def _first(words: dict[str, str]) -> tuple[str, ...]:
    """How each is called first."""
    return tuple(alternatives.partition("|")[0] for alternatives in words.values())


KNOWS: dict[str, tuple[str, ...]] = {
    "objects": tuple(word.strip() for word in _OBJECTS.split("|")),
    "shapes": tuple(pairs[0][0] for pairs in SHAPE_WORDS.values()),
    "numbers": _NUMBERS,
    "colours": NAMES,
    "moods": tuple(MOODS),
    "sizes": _first(KINDS["size"]),
    "places": _first(KINDS["place"]),
    "relations": ("to the left of", "to the right of", "above", "below", "next to", "inside", "around", "between"),
    "arrangements": _first(KINDS["arrangement"]),
    "landscapes": tuple(word for kind in ("land", "time", "weather", "season") for word in _first(SCENERY[kind])),
    "patterns": _first(SCENERY["motif"]),
    "textures": _first(SCENERY["texture"]),
    "posters": _first(SCENERY["manner"]),
    "styles": _first(SCENERY["style"]),
}
