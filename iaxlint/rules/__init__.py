"""What can be wrong: each rule is one function whose docstring explains it."""
