"""What the server answers besides the pages: web assets, contents of maps."""
