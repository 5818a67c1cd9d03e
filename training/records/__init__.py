"""The CPD record: what people really did (policy R-1, IM-4)."""
