"""What the user does to the world, from the key to the server."""
