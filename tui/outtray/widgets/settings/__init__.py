"""What the settings are made of on screen: their words, a list of them, a card to type one on."""
