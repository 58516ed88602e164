"""The Rasa environment (Python 3.10): components, importer, channel, server entry. Imports rasa and bot.text only."""
