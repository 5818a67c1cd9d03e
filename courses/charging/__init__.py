"""Which budget line pays for a request: money held on approval, spent on booking, set free or charged at the end."""
