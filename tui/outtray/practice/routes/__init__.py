"""The endpoints, one module per area, each with its table of routes."""
