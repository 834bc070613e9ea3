"""What is printed: recipes, papers, map sheets. Shows views of `planning.present` and computes no number of its own."""
