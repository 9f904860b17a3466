"""What do other frameworks, as they come, take for the same rows?"""
