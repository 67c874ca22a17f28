"""What the evaluator shows and tells: one answer from all rows, as pages, files, answers to programs and editions."""
