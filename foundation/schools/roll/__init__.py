"""The staff roll from a file: read, look over with every problem named, then bring in."""
