"""What somebody, a group, a school or a board needs to learn: the registers, and how a need ends."""
