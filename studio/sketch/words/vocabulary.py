"""Owns the English words that make sentences, by what they do there. Plain data: value, then words apart by bars."""

from __future__ import annotations

KINDS: dict[str, dict[str, str]] = {
    "size": {
        "small": "small|little|tiny|mini|minute|petite|wee|miniature|smallest|smaller|littler|tinier",
        "medium": "medium sized|normal sized|average sized|medium size|mid sized|middling",
        "large": "large|big|huge|giant|gigantic|enormous|great|massive|oversized|largest|biggest|larger|bigger|immense",
    },
    "than": {
        "large": "bigger than|larger than|greater than|twice as big as|twice as large as|twice the size of",
        "small": "smaller than|littler than|tinier than|half as big as|half the size of|half as large as",
    },
    "place": {
        "centre": (
            "in the centre|in the middle|in the center|centred|centered|at the centre|at the center"
            "|in the very middle"
            "|centre|center|middle|in centre|in center|in the midst"
        ),
        "left": "on the left|on the left side|at the left|left|left side|on the left hand side|at the left edge"
        "|on the left edge|along the left edge|to the left|on the left half|left half|in the left half|in the left",
        "right": "on the right|on the right side|at the right|right|right side|on the right hand side"
        "|at the right edge"
        "|on the right edge|along the right edge|to the right|on the right half|right half|in the right half"
        "|in the right",
        "top": "at the top|in the upper part|on top|at top|top|upper|upper part|along the top|at the top edge"
        "|along the top edge"
        "|in the upper half|in the top half|upper half|top half|at the very top|up high",
        "bottom": "at the bottom|in the lower part|at bottom|bottom|lower|lower part|along the bottom"
        "|at the bottom edge"
        "|along the bottom edge|in the lower half|in the bottom half|lower half|bottom half|at the very bottom",
        "top left": "in the top left corner|at the top left|in the upper left|top left|top left corner|upper left"
        "|upper left corner|in the upper left corner|on the top left|on the upper left|in the top left|left top"
        "|north west",
        "top right": "in the top right corner|at the top right|in the upper right|top right|top right corner"
        "|upper right"
        "|upper right corner|in the upper right corner|on the top right|on the upper right|in the top right"
        "|north east",
        "bottom left": "in the bottom left corner|at the bottom left|in the lower left|bottom left|bottom left corner"
        "|lower left|lower left corner|in the lower left corner|on the bottom left|on the lower left"
        "|in the bottom left",
        "bottom right": "in the bottom right corner|at the bottom right|in the lower right|bottom right"
        "|bottom right corner|lower right|lower right corner|in the lower right corner|on the bottom right"
        "|on the lower right|in the bottom right",
        "corners": "in the corners|in each corner|in every corner|in all corners|in all four corners"
        "|in the four corners",
        "corner": "in a corner|in the corner|corner",
    },
    "relation": {
        "left of": "to the left of|left of|on the left of|on the left side of|to the left side of|at the left of",
        "right of": "to the right of|right of|on the right of|on the right side of|to the right side of"
        "|at the right of",
        "above": "above|over|on top of|higher than|floating above|hovering over|flying over|flying above|atop of",
        "below": "below|under|beneath|underneath|lower than|at the foot of",
        "beside": "next to|beside|besides|near|close to|alongside|adjacent to|near to|by the side of|leaning against"
        "|leaning on|propped against|parked by|parked next to|holding|carrying|accompanied by|hugging",
        "inside": "inside|inside of|within|enclosed in|contained in|in the centre of|in the center of|in the middle of",
        "around": "around|surrounding|encircling|circling|orbiting|all around|round|ringing",
        "between": "between|in between",
        "on": "atop|sitting on|standing on|resting on|perched on|lying on|placed on|upon",
        "behind": "behind|in back of",
        "before": "in front of",
        "around it": "surrounded by|encircled by|ringed by|circled by|enclosed by|among|amongst|amid|amidst|framed by",
        "on it": "wearing|topped with|topped by|crowned with|crowned by",
        "between it": "on either side of|on both sides of|on each side of|either side of|flanking",
        "inside it": "containing|that contains|filled with|full of",
    },
    "arrangement": {
        "circle": "in a circle|in a ring|arranged in a circle|in circle|in a round|circularly|in a wreath",
        "scattered": "scattered|sprinkled|spread out|randomly placed|at random|all over|all over the place|strewn"
        "|dotted about|randomly|everywhere|random|spread around",
        "diagonal": "diagonally|along the diagonal|on the diagonal|in a diagonal line|in a diagonal|on a diagonal",
        "pile": "in a pile|in a heap|in a pyramid|piled up|piled|heaped|as a pyramid",
        "column": "in a stack|stacked|one above the other|one below the other|on top of each other|vertically"
        "|one on top of the other|in a vertical line",
        "row": "side by side|in a line|next to each other|lined up|in line|one after the other|horizontally"
        "|in a horizontal line|beside each other|one beside the other",
        "rows": "in a grid|as a grid|in rows and columns|in ranks|gridwise|in a matrix",
    },
    "prefix": {
        "circle": "frame of|border of|garland of|circle of|ring of|wreath of|circles of|rings of",
        "pile": "pile of|heap of|pyramid of|piles of|triangle of|mound of",
        "column": "stack of|column of|tower of",
        "row": "row of|line of|string of|chain of|series of",
        "rows": "square of|grid of|matrix of|array of",
        "diagonal": "diagonal of|diagonal line of|diagonal row of",
        "scattered": "scattering of|scatter of|sprinkling of",
        "free": "group of|set of|cluster of|bunch of|collection of|groups of|flock of|herd of|bouquet of",
    },
    "rows": {"rows": "rows|lines|row|line", "columns": "columns|column"},
    "link": {
        "on": "on|onto|against|set on|on top",
        "in": "in|into",
        "with": "with|having|featuring|plus|including",
        "of": "of|made of|made from",
        "from": "from",
    },
    "join": {"and": "and|as well as|along with|then|or"},
    "to": {"to": "to|fading to|fading into|blending into|turning into|through|melting into|running into|changing to"},
    "pronoun": {"it": "it|that|him|her|each|each of them|itself|one another|each other|which"},
    "them": {"them": "them|both of them|all of them"},
    "every": {"every": "both|all|all of it"},
    "flank": {"between it": "on either side|on both sides|on each side"},
    "half": {"half": "half of them|half of these|half of those"},
    "rest": {"rest": "the rest|the others|the other ones|the remaining ones|the other half|the rest of them"},
    "varied": {
        "varied": "of different sizes"
        "|in different sizes|different sizes|of various sizes|in various sizes|various sizes"
        "|of all sizes|in all sizes|of varying sizes|in varying sizes|varying sizes|differently sized|different sized"
        "|mixed sizes|in mixed sizes|of mixed sizes|big and small|small and big|large and small|small and large"
        "|assorted sizes|in assorted sizes"
    },
    "concentric": {
        "concentric": "concentric|concentrical|inside each other|inside one another|within each other"
        "|one inside the other|one inside another|nested inside each other|nested"
    },
    "rounded": {"rounded": "rounded corners|round corners|rounded edges"},
    "things": {"things": "icons|shapes|objects|things|items|elements|figures|symbols|forms"},
    "text": {
        "text": "the letter|large letter|big letter|capital letter|text|lettering|typography|headline|slogan|the word"
        "|the words|in big letters|in large letters"
        "|big letters|large letters|letters saying|letters reading|saying|that says|that reads"
    },
    "stop": {
        "": "white space|negative space|empty space|copy space|at all|sale banner|web banner|banner ad|header banner"
        "|banner image|banner background|hero banner|in total|to fill the page|in bloom|in full bloom|business card"
        "|playing card|book cover"
        "|album cover"
        "|phone wallpaper|desktop wallpaper|phone background|sticker sheet|notebook cover|book page|book pages"
        "|children's book|childrens book|wrapping paper|gift wrap|coffee shop|kids room|kid's room|thank you|icon set"
        "|tote bag|cut in half|cut open|sliced in two|sliced in half|snowcapped|snow capped|snow topped"
    },
    "seen": {
        "above": "from above|seen from above|viewed from above|top view|view from above|bird's eye view|birds eye view"
        "|flat lay|top down"
    },
    "split": {"split": "split|two tone|two toned|half and half|half|halves|split in two|in two halves"},
    "overlap": {"overlap": "overlapping|overlap|overlaps|overlapped|overlapping each other|interlocking|intersecting"},
    "category": {
        "apple|banana|pear|cherry|lemon|strawberry|grapes|pineapple|watermelon|orange": "fruits|fruit",
        "carrot|tomato|pumpkin|mushroom|avocado": "vegetables|vegetable|veg|veggies",
        "cat|dog|rabbit|fox|bear|lion|elephant|panda|frog|owl|pig|penguin": "animals|animal|pets",
        "cupcake|doughnut|ice cream|lollipop|cookie|cake": "sweets|desserts|candies|cakes and sweets",
        "car|bus|bicycle|train|truck|plane|scooter|boat": "vehicles|vehicle",
        "teddy bear|kite|football|dice|balloon|drum|robot": "toys|toy",
    },
    "one": {"one": "one|ones"},
    "its": {
        "left of": "to its left|on its left|to the left of it|left of it",
        "right of": "to its right|on its right|to the right of it|right of it",
    },
    "none": {"none": "no|without|without any|zero|not any|free of|excluding|minus"},
    "vague": {
        "2": "couple|a couple of|couple of|pair of|a pair of|pair|twin",
        "3": "few|a few|trio of|a trio of|trio",
        "4": "some|a handful of|handful of|quartet of",
        "5": "several|various|multiple|a number of|number of|quite a few",
        "12": "many|lots of|a lot of|loads of|plenty of|numerous|tons of|dozen|a dozen|one dozen|a dozen of",
        "24": "dozens of|dozens|countless|two dozen|two dozens of",
        "6": "half a dozen|half dozen",
        "36": "three dozen",
        "48": "four dozen",
        "60": "five dozen",
        "100": "hundreds of|hundreds|a hundred|hundred|one hundred",
        "200": "two hundred|thousands of|thousands|thousand|a thousand|one thousand|million|a million|millions of",
    },
}

NUMBERS: dict[str, int] = {
    "one": 1,
    "single": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}

MORE_OBJECTS: dict[str, str] = {
    "circle": "dot/dots|sphere/spheres|orb/orbs|bubble/bubbles|disk/disks",
    "square": "block/blocks|cube/cubes|tile/tiles",
    "burst": "sunburst/sunbursts|star burst/star bursts",
    "cross": "plus/pluses",
    "star": "starlet/starlets|asterisk/asterisks",
    "flower": "bloom/blooms|rose/roses|cherry blossom/cherry blossoms",
    "leaf": "palm leaf/palm leaves|eucalyptus leaf/eucalyptus leaves|oak leaf/oak leaves",
    "moon": "half moon/half moons|new moon/new moons",
    "heart": "love heart/love hearts",
    "tree": "bush/bushes",
    "pumpkin": "jack o lantern/jack o lanterns|jack o' lantern/jack o' lanterns|jackolantern/jackolanterns",
    "bowl": "fruit bowl/fruit bowls|salad bowl/salad bowls",
    "bottle": "bottle of wine/bottles of wine|bottle of juice/bottles of juice|bottle of water/bottles of water",
    "cup": "mug of coffee/mugs of coffee|mug of tea/mugs of tea|hot drink/hot drinks",
    "potted cactus": "cactus in a terracotta pot/cacti in terracotta pots|cactus pot/cacti in pots",
    "pine": "fir/firs|spruce/spruces|conifer/conifers|christmas tree/christmas trees|fir tree/fir trees",
    "boat": "ship/ships|yacht/yachts",
    "bird": "sparrow/sparrows|robin/robins|dove/doves|pigeon/pigeons|seagull/seagulls|gull/gulls|birdie/birdies",
    "car": "taxi/taxis|cab/cabs",
    "house": "barn/barns|hut/huts|cabin/cabins|building/buildings",
    "cat": "kitty/kitties",
    "gem": "crystal/crystals",
}
"""Words for objects that the registry does not list: singular/plural."""

SHADES: dict[str, str] = {
    "dark": "dark",
    "darker": "dark",
    "deep": "deep",
    "rich": "deep",
    "light": "light",
    "lighter": "light",
    "pale": "pale",
    "paler": "pale",
    "faint": "pale",
    "pastel": "pale",
    "powdery": "pale",
    "soft": "soft",
    "muted": "soft",
    "dusty": "soft",
    "dull": "soft",
    "faded": "soft",
    "washed out": "soft",
    "desaturated": "soft",
    "bright": "bright",
    "vivid": "bright",
    "vibrant": "bright",
    "intense": "bright",
    "saturated": "bright",
    "strong": "bright",
    "neon": "bright",
    "electric": "bright",
    "hot": "bright",
    "warm": "warm",
    "cool": "cool",
    "medium": "",
    "mid": "",
    "pure": "",
    "plain": "",
}
"""Words before a colour that change it, and how."""

PATTERNS_OF: dict[str, str] = {
    "star": "stars",
    "heart": "hearts",
    "triangle": "triangles",
    "diamond": "diamonds",
    "circle": "polka dots",
    "square": "checkerboard",
    "hexagon": "honeycomb",
    "ring": "rings",
    "flower": "flowers",
    "leaf": "leaves",
    "cross": "crosses",
    "daisy": "flowers",
}
"""The repeat that a pattern of these objects is."""

_STOP = """
    sizes kinds
    anything nothing something everything they he she the this these those there here is are be was were been
    being am has have had do does it's that's who at as by for also only just very really quite rather too so
    much more most please make draw create show me i want would like you we need give render generate paint
    sketch design produce let us picture image illustration drawing artwork graphic icon clipart artistic
    composition frame composed arranged placed positioned located laid put standing sitting floating flying
    hanging hovering shining lying shown seen depicted depicting displayed showing simple clean nice lovely
    beautiful pretty cute perfect exact exactly about approximately coloured colored colour color colours colors
    shaped shape object thing filled up down out off side sides part edge its their his my
    your our other another same different equal equally evenly even spaced regular regularly each every any
    whole entire full total amount size sized wide tall high low outside inner outer calm seamless seamlessly
    repeating repeated geometric abstract modern big-picture consisting consists total called kind sort type
    made using use used look looks looking appear appears while where when if but not than s t decorative bold
    light lit dark soft deep rich pale bright vivid warm cool medium strong hot view style stylised stylized
    layout distribution distributed visible against away apart together
    i'd could can will may let's need hero instagram facebook pinterest linkedin social media post posts story stories
    logo idea app card cards postcard invitation flyer leaflet brochure cover thumbnail header template
    mockup website web landing site homepage presentation slide slides greeting sticker emblem
    packaging sheet set sign menu flooring tied hanging
    alternating alternately slightly somewhat rather visual asset assets stamped printed going goes running
    grazing steaming thin thick birthday nursery sliced halved
    subtle shot version variant themed theme concept cartoon editorial
"""
STOP: frozenset[str] = frozenset(_STOP.split())
"""Words that hold sentences together or say nothing that a drawing could show."""
