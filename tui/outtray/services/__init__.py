"""What screens and the command line share."""
