"""Streets as a network: who may use them, how fast, and what it costs to get from one place to another."""
