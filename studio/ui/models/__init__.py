"""The page of models, LoRAs and guides: those here, those that could be got, and those of other programs."""
