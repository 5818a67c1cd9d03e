"""What people really did: one record for each, at school and at trust level."""
