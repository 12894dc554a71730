"""What happens when one server calls another: the simulated call, step by step."""
