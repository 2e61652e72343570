"""What people and programs read of a case: pages, texts and JSON answers, made from values alone."""
