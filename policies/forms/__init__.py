"""Forms of policies, by what people do there."""
