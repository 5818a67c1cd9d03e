"""The floor: a Django project of its own on the same rows, with Django's default middleware and the plainest pages."""
