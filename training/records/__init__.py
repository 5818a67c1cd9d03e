"""The CPD record: what people really did, and what they say of it."""
