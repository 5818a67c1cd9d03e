"""The types of training (R-6): those that the policy names, and those that the trust adds."""
