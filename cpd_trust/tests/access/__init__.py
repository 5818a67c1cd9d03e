"""Who gets what answer from which address: one module an app, put together in `matrix.py`."""
