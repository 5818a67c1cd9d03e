"""The verbs about people and places, the only code that writes them."""
