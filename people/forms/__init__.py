"""The forms about people and places."""
