"""The participant's own page: answering a message, what is on, what they agreed to, what is kept about them."""
