"""What is kept how long, what holds it, and how it is destroyed."""
