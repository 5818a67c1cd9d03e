"""What people say of their training: asked for, given and shared (policy IM-2)."""
