"""The same need over schools: what each way costs, and one provision that answers it for all of them."""
