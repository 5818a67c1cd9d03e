"""Where courses stand on the thread from an improvement priority to its impact."""
