"""Views of policies, by what people do there."""
