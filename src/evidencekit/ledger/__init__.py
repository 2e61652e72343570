"""Amazon's own reports read as an account: what was lost, what was found or paid, and a case for each loss that is left."""
