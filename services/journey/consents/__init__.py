"""What the person agrees to, in which words, and what they take back."""
