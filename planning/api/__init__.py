"""What the server answers besides the pages: web assets, contents of maps, views as the browser reads them."""
