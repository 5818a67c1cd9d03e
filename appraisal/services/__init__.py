"""The verbs of performance management, a module a part."""
