"""How fast are the pages, against the least that the same rows can cost?"""
