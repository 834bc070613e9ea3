"""What runs at each interaction of a session."""

from planning.ui import shell

shell.run()
