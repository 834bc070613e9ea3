"""What people can reach: measures for every population feature, and for units by people."""
