"""What the product costs, measured against limits that anybody can measure again: `python -m benchmarks`."""
