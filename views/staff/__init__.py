"""Which pages of the office cannot be generated?"""
