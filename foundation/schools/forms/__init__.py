"""Shape and words of what people type about a school."""
