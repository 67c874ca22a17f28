"""The main job: the stack, the Locals and the evaluator as processes of their own, half a year lived, figures shown."""
