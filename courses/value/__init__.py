"""What training costs and gives: agreements with providers, what was paid elsewhere, the comparison over a year."""
