"""What screens are made of; widgets see values and post messages."""
