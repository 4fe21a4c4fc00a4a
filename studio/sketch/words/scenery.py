"""Owns the English words for what is behind the objects and for how all of it is drawn: grounds, landscapes,
patterns, textures, posters and styles. Plain data: value, then words apart by bars."""

from __future__ import annotations

SCENERY: dict[str, dict[str, str]] = {
    "ground": {
        "plain": "background|backdrop|ground|background colour|background color|canvas|wall|surface|wallpaper|page"
        "|backgrounds"
    },
    "plain": {"plain": "plain|solid|solid coloured|solid colored|uniform|blank|empty|single coloured|unicoloured"},
    "gradient": {
        "linear": "gradient|colour gradient|color gradient|ombre|fade|colour fade|color fade|gradation|linear gradient",
        "radial": "radial gradient|circular gradient|radial fade",
    },
    "radial": {"radial": "radial|from the centre outwards|from the center outwards|outwards|round gradient"},
    "direction": {
        "down": "vertical|top to bottom|from top to bottom|downward|downwards|bottom to top|from bottom to top",
        "right": "horizontal|left to right|from left to right|sideways|right to left|from right to left",
        "diagonal": "diagonal|from corner to corner|slanting|slanted",
        "falling": "top left to bottom right|from top left to bottom right|from the top left to the bottom right"
        "|from the top left corner to the bottom right corner|from upper left to lower right",
        "rising": "from bottom left to top right|from the bottom left to the top right|from top right to bottom left"
        "|from the top right to the bottom left|bottom left to top right|from lower left to upper right",
    },
    "mesh": {
        "mesh": "mesh gradient|mesh|soft gradient mesh|blurred gradient|blurred colours|blurred colors|aurora"
        "|soft blend"
        "|colour blend|color blend|fluid gradient|blurry gradient|gradient mesh|soft blur|colour mesh|color mesh"
    },
    "sky": {
        "sky": "sky|skies|the heavens|heaven",
        "night": "night sky|starry sky|midnight sky",
        "underwater": "under the sea|underwater|under water|below the sea|beneath the sea|under the ocean|deep sea"
        "|seabed|sea bed|sea floor|ocean floor|beneath the waves|under the waves",
        "space": "space|outer space|cosmos|galaxy|universe",
    },
    "land": {
        "hills": "hills|green hills|rolling hills|hill|hilly landscape|countryside|meadow|meadows|fields|field|valley"
        "|grassland|prairie|hillside|pasture|hillsides|lawn",
        "mountains": "mountains|mountain range|mountain peaks|mountain landscape|mountainous landscape"
        "|mountain scenery|alps"
        "|mountain view|mountain ridge",
        "sea": "sea|calm sea|ocean|seascape|lake|seaside|open sea|bay|lagoon view|seas"
        "|beach|sandy beach|seashore|shore|coast|beaches",
        "desert": "desert|sand dunes|dunes|dune|sahara|deserts|desert landscape",
        "": "landscape|scenery|landscapes|nature scene|outdoor scene",
    },
    "time": {
        "dawn": "dawn|sunrise|daybreak|early morning|morning|in the early morning|first light|in the morning"
        "|rising sun|sun rises|sun rising|sun coming up",
        "day": "by day|day|daytime|noon|midday|daylight|afternoon|sunny day|on a sunny day|under a blue sky"
        "|in the daytime",
        "sunset": "sunset|dusk|evening|twilight|sundown|golden hour|in the evening|nightfall|at sunset|at dusk"
        "|setting sun|sun setting|sun going down|sun sets|sinking sun",
        "night": "night|night time|nighttime|moonlight|moonlit|starry night|by night|at midnight"
        ""
        "|nocturnal|in moonlight",
    },
    "weather": {
        "clear": "clear sky|clear weather|sunny|clear skies|clear|sunshine|cloudless",
        "cloudy": "cloudy|overcast|clouded|cloudy sky|cloudy weather|cloudy day",
        "rain": "rain|rainy|raining|in the rain|drizzle|stormy|storm|showers|wet weather|rainy day",
        "snow": "snow|snowing|snowfall|falling snow|snow storm|snowstorm|blizzard|snow falling",
        "fog": "fog|foggy|mist|misty|haze|hazy|in the fog|in the mist",
    },
    "season": {
        "spring": "spring|springtime|in spring",
        "summer": "summer|summertime|in summer|in the summer",
        "autumn": "autumn|fall season|in autumn|autumnal|in the fall|in fall",
        "winter": "winter|wintertime|in winter|wintry|snowy|in the snow|snow covered|covered in snow"
        "|under snow|snowed in",
    },
    "manner": {
        "bauhaus": "bauhaus|geometric shapes|abstract shapes|abstract composition|geometric poster"
        "|geometric composition|constructivist|suprematist",
        "memphis": "memphis|memphis group|eighties poster",
        "swiss": "swiss|swiss style|international style|international typographic style|modernist poster",
        "op art": "op art|opart|optical art|optical illusion|op art poster",
    },
    "style": {
        "flat": "flat|flat design|vector art|vector|minimal|minimalist|minimalistic|flat style",
        "neon": "neon|neon lights|glowing neon|neon light|neon glow|glowing|neon sign",
        "line art": "line art|line drawing|outline|outlined|outlines|contour drawing|lineart|line work|ink drawing"
        "|linear drawing",
        "watercolour": "watercolour|watercolor|aquarelle|water colour|water color|watercolours|watercolors|wash",
        "halftone": "halftone|half tone|comic print|newsprint|pop art|halftone dots|screen print|risograph|riso",
        "pastel": "pastel|pastels|pastel style|chalk|chalky|crayon drawing|soft pastel",
        "grain": "grain|grainy|film grain|noisy texture|grain texture|textured grain|gritty",
        "paper cut": "paper cut|papercut|cut paper|paper cutout|cut out paper|paper craft|papercraft|paper cut out"
        "|layered paper|paper collage|cutout",
        "isometric": "isometric|isometric view|isometrically|isometric drawing|3 d blocks",
    },
    "motif": {
        "vertical stripes": "vertical stripes|upright stripes|vertical striped|vertical lines|pinstripes"
        "|stripes|striped"
        "|stripe|stripy|upright lines|vertical bars",
        "horizontal stripes": "horizontal stripes|level stripes|horizontal striped|horizontal lines|horizontal bars",
        "diagonal stripes": "diagonal stripes|slanted stripes|diagonal striped|diagonal lines|candy stripes"
        "|hazard stripes"
        "|warning stripes|barricade stripes|candy cane stripes",
        "polka dots": "polka dots|polka dot|dots|dotted|spotted|polkadots|spots|polka dotted",
        "checkerboard": "checkerboard|checkered|chequered|chessboard|chequerboard|checked|checks|chess board|chequers"
        "|checkered squares|check pattern",
        "grid": "grid|grid lines|gridlines|grids|graph paper",
        "zigzag": "zigzag|chevrons|zigzag stripes|zigzags|chevron|zig zag|zig zags|zigzag lines",
        "waves": "waves|wavy stripes|wavy lines|wavy|wave pattern|wave|ripples pattern|undulating lines",
        "diamonds": "argyle|harlequin|harlequin pattern",
        "gingham": "gingham|vichy",
        "tartan": "tartan|plaid",
        "herringbone": "herringbone|herring bone",
        "houndstooth": "houndstooth|hound's tooth|dogtooth|pied de poule|hounds tooth",
        "honeycomb": "honeycomb|honeycombs|beehive",
        "bricks": "bricks|brickwork|brick wall",
        "scales": "scales|fish scales|fish scale|scale pattern|mermaid scales|scallops|scalloped|scallop",
        "basketweave": "basketweave|basket weave|woven basket|basketwork|wicker",
        "confetti": "confetti|sprinkles",
        "fans": "fans|art deco fans|seigaiha|deco fans|art deco|japanese waves",
        "cubes": "cubes|tumbling blocks|isometric cubes",
        "lattice": "lattice|trellis|latticework",
        "memphis squiggles": "memphis squiggles|squiggles|memphis pattern|squiggle",
        "moroccan tiles": "moroccan tiles|moroccan|tiles|moroccan tile|tile pattern|tile patterns|ceramic tile"
        "|ceramic tiles|azulejos|tiled|quatrefoil|zellige",
        "leaves": "foliage|leafy|botanical",
        "flowers": "floral|flowery",
        "crosses": "plus signs pattern",
    },
    "pattern": {"pattern": "pattern|patterns|repeat|seamless pattern|repeating pattern|print|tiling|patterned"},
    "pattern of": {"pattern": "pattern of|seamless pattern of|repeating pattern of|repeat of|print of|patterns of"},
    "texture": {
        "marble": "marble|marbled|marbling",
        "wood": "wood|wooden|timber|wood grain|woodgrain|planks|oak wood|parquet",
        "paper": "paper|parchment|cardboard|kraft paper|textured paper",
        "fabric": "fabric|cloth|linen|textile|cotton|canvas fabric|felt|wool|woven fabric|burlap",
        "terrazzo": "terrazzo",
        "concrete": "concrete|cement|plaster|stucco",
        "water": "water|water surface|pool water|swimming pool|swimming pool water|rippling water|pool",
        "grass": "grass|turf|grassy",
        "noise": "noise|static|perlin noise",
        "sand": "sand|sandy|beach sand|sandy ground",
        "leather": "leather|suede",
        "stone": "stone|stones|granite|slate stone|rock|rocky|rocks|stone wall",
    },
    "suffix": {
        "suffix": "texture|style|poster|design|composition|manner|scene|material|textured|art|surface texture"
        "|table top|tabletop"
        "|table surface|worktop|work surface|countertop|desktop|floor|floors|flooring"
    },
    "vein": {
        "vein": "veins|vein|veining|chips|flecks|specks|speckles|threads|ripples|blades|cracks|knots|specked|speckled"
        "|veined"
    },
    "palette": {
        "palette": "palette|colours|colors|colour palette|color palette|tones|hues|colour scheme|color scheme|shades"
        "|colouring|tints|coloured|colored|vibes|mood|vibe|feeling"
    },
    "extra": {
        "pine": "forest|woods|woodland|grove|orchard",
        "skyscraper": "city|skyline|cityscape|city skyline|downtown",
    },
}
