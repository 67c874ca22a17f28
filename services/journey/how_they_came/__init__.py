"""How somebody came to us, as they and whoever asked for them said it, so that nobody has to tell it twice."""
