"""What is true: the organisation's rules. Standard library only."""
