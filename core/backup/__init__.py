"""Backup and restore: the database and the files of an installation in one archive (decision 23).

`sealing` is the envelope, `archive` what lies in it, `sqlite` and `postgres` read and replace a database, `services`
holds the verbs behind `manage.py backup` and `manage.py restore`.
"""
