"""What policies hang on lower pages, by what people do there."""
