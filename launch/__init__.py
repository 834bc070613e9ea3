"""What the launcher keeps out of its own file: packing the application for a closed network, and checking the pack."""
