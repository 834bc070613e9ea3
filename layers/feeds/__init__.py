"""What comes over a wire. Nothing here is asked for unless a person asks: the tool itself works without a network."""
