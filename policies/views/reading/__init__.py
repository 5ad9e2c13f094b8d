"""What readers do: find a policy, read it, acknowledge it, keep the receipt."""
