"""What planning tells whom. A subject names nobody: it is read on locked screens."""
