"""The pages of performance management, a module a part."""
