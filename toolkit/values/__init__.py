"""What people type → typed values: one reader each for dates, numbers, percents, texts. Pure."""
