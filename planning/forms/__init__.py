"""What comes in from the pages of planning, shaped and worded."""
