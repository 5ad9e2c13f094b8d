"""Reports of what happened online, the cases they open, evidence, takedowns, and keeping those affected informed."""
