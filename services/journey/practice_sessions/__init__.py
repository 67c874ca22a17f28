"""Hours in which a few people practise something together."""
