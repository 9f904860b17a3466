"""Which pages does a family see?"""
