"""Pages that the program draws itself: index, dividers, photo pages, tables, texts, explanations."""
