"""What the trust and its schools do themselves: training days, meetings, networks, alone or in series (R-6, AP-8)."""
