"""Owns the mending of typing slips: one slip in a longer word, and only where one known word is meant."""

from __future__ import annotations

from functools import cache

from studio.sketch.words.lexicon import Sense, lexicon
from studio.sketch.words.tokens import Token

_LEAST = 5
"""Letters of the shortest word that is mended: shorter ones are too near to each other."""
_AS_THEY_ARE = """
    starts start started stare stares state states store stores stark stack stacks heard hears heads beards boards
    course horse horses mouse mice moose house's board boarder cloudless could would should there where other others
    great greet street treat trees three threes threw these those small smell still spell shell shall whale while
    white's write whites light lights right rights night nights might sight fight tight eight
    around ground grounds round rounds sound found bound pound hound grand brand brown crown drown clown frown
    water waiter later winter wonder under wander pastor pasta paste waste taste party parts parrot pilot
    black block blocks clock clocks click brick bricks trick track tracks crack cracks
    plane planes plant plants plain plate plates place places palace peace piece pieces
    price prize pride bride bridge bridges ridge fridge table tables cable fable cables stable
    shape shapes shade shades share shares shore shores short shirt shirts skirt skirts sport sports spoon spoons
    spots spot stone stove stoves stage stages sauce sausage sheep sheet sheets sleep sweet sweets sweat sweater
    flower flour floor floors flowed lower tower towers power powder shower showers slower
    heart hearth heaven heavy beard bread break dream dreams cream creams cross across class glass glasses grass
    paper papers pepper peppers taper tape tapes grape grapes green greens queen queens screen screens
    angel angels angle angles ankle apple apples ample temple temples simple sample samples single tingle jungle
    tangle triangle rectangle mantle candle candles handle handles
    cable camel camels caramel canal canals candy sandal sandals
    lemon lemons melon melons demon demons salmon salon
    dragon dragons wagon wagons drawing drawings dragging
    robot robots rabbit rabbits habit orbit orbits
    magic image images mango mangos mangoes manga
    tiger tigers timer paint paints faint saint saints point points pint print prints
    knife knives nature mature creature creatures feature future picture pictures pasture
    spider spiders slider cider wider
    people purple couple marble marbles maple maples staple
    cheese chess chest chests cheer chair chairs choir
    field fields shield shields yield build guild child world word words sword swords
    monkey money honey donkey turkey turkeys hockey jockey
    crane cranes crate crates skate skates snake snakes shake shakes stake stakes steak
    train trains brain brains drain grain rain's trail trails tail tails
    dancer dancers dance cancer cellar collar dollar dollars color
    thing think thank things thick brush brushes crush blush bush bushes
    dress press cress guess dresses
    happy hairy fairy dairy daily
    square squire squares scare scared
    kitchen kitten kittens mitten mittens smitten
    letter letters latter better butter litter bitter
    coach couch couches peach beach beaches reach teach poach
    phone phones prone throne thrones drone drones alone along among
    leave leaves lease least leather feather feathers weather whether father
    ocean oceans onion onions union
    oranges violets facing fence fences
    panda pandas panel panels pants shelf shelves lonely season seasons
    brushed pyramid pyramids riding dolor setting settings scale scaled sale sales
"""
_MEANT = frozenset(_AS_THEY_ARE.split())
"""Words that mean what they say, however near they are to one that can be drawn."""


@cache
def mended(word: str) -> str | None:
    """The known word that `word` is one slip away from (a letter more, less, other, or two changed over); None where
    none is, or more than one, or it is a word of its own. `word` is plain and not known itself."""
    if len(word) < _LEAST or word in _MEANT or not word.isalpha() or not word.isascii():
        return None
    near = {other for other in _like(word) if _one_slip(word, other) and not _both_verbs(word, other)}
    same_end = {other for other in near if other[-1] == word[-1]}
    found = near if len({_senses(other) for other in near}) == 1 else same_end
    return min(found) if len({_senses(other) for other in found}) == 1 else None


def _both_verbs(word: str, other: str) -> bool:
    """ "smiling" is no slip of "sailing"."""
    return word.endswith("ing") and other.endswith("ing")


def _senses(word: str) -> tuple[Sense, ...] | str:
    """What tells a word from another: spellings of one word are one."""
    token = Token(start=0, end=len(word), plain=word)
    return lexicon().match((token,), 0)[1] or word


def _like(word: str) -> list[str]:
    """Known words of about the same length with the same first letter."""
    return [w for n in (-1, 0, 1) for w in _shelves().get((word[0], len(word) + n), [])]


@cache
def _shelves() -> dict[tuple[str, int], list[str]]:
    shelves: dict[tuple[str, int], list[str]] = {}
    for word in sorted(lexicon().english):
        if len(word) >= _LEAST - 1 and word.isalpha():
            shelves.setdefault((word[0], len(word)), []).append(word)
    return shelves


def _one_slip(word: str, other: str) -> bool:
    if word == other:
        return False
    start = next((k for k, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    a, b = word[start:], other[start:]
    swapped = len(a) > 1 and a[1::-1] + a[2:] == b
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or swapped
