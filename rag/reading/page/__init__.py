"""The page: its blocks, what of them is furniture, which line is the headline, and what the other parts are."""
