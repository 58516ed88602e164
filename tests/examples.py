"""How many examples a property test of the database draws: few in the suite, ten times as many when exploring.

`pytest --hypothesis-profile explore tests/store tests/services` looks for what the suite's examples do not show.
"""

from hypothesis import HealthCheck, settings

USUAL = 60  # of the profile that the suite runs with (tests/conftest.py)


def examples(count: int) -> settings:
    """Settings for `count` examples, more by the factor of the profile that is loaded."""
    many = count * settings.default.max_examples // USUAL if settings.default else count
    return settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=many)
