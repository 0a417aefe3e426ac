"""Articles and questions that carry instructions, a model that obeys all of them, and what the reader then sees."""
