"""The pages of this app: records and registers, and feedback."""
