"""Which facts come with the portal: districts, regions, round texts, phrases, names?"""
