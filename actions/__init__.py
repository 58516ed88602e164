"""Rasa custom actions, one file for each feature.

They only translate: who asks, one service call, a reply's name and values.
"""
