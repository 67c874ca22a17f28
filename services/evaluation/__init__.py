"""The evaluation: release, at each Local, lets out what people agreed to; outcomes, at the evaluator, counts it."""
