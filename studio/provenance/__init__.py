"""What a file says of its origin: recipe text, XMP with IPTC's source type, A1111's parameters, the colour profile."""
