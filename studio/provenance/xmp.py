"""The XMP packet: how a picture was made, its prompt and the tool, for stock sites, editors and archives."""

from __future__ import annotations

from html import escape

from studio.provenance.source_type import source_type
from studio.recipe.prompt import tidy
from studio.recipe.recipe import Recipe

CREATOR_TOOL = "Blink Studio"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
   <xmp:CreatorTool>{tool}</xmp:CreatorTool>
   <Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def packet(recipe: Recipe) -> str:
    """A read-only packet (ISO 16684-1) for `recipe`; characters that XML 1.0 cannot hold are left out."""
    prompt = tidy(recipe.prompt).translate({0xFFFE: None, 0xFFFF: None})
    return _PACKET.format(tool=CREATOR_TOOL, source=source_type(recipe), description=escape(prompt, quote=False))
