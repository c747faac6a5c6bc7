"""What the register and the lessons show."""
