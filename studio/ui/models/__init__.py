"""The page of models: those here, those that could be got, and those of other programs."""
