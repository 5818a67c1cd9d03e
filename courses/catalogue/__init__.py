"""What is on offer: providers, their courses and the dates of these."""
