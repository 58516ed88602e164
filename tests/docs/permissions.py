"""`python -m tests.docs.permissions`: write docs/permissions.md from the matrix in the code."""

from bot.core.accounts import Role
from bot.core.permissions import Action, Reach, reach
from bot.settings import PROJECT

PAGE = PROJECT / "docs" / "permissions.md"
HEAD = """# Who may do what

Made from `bot/core/permissions.py` by `python -m tests.docs.permissions`; a test compares them. A role is granted on
one organisation, between two days. *self*: one's own record; *own*: the organisation of the grant; *below*: that
organisation and everything below it; *everywhere*: what is public, or runs the system; a dash: not permitted. Whatever
is outside is not read, counted or hinted at.

"""


def page() -> str:
    """The page as it has to be."""
    rows = [
        "| action | " + " | ".join(role.value for role in Role) + " |",
        "|---|" + "---|" * len(Role),
        *(f"| {action.value} | " + " | ".join(_word(reach(role, action)) for role in Role) + " |" for action in Action),
    ]
    return HEAD + "\n".join(rows) + "\n"


def _word(far: Reach) -> str:
    return "–" if far is Reach.NONE else far.name.lower()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
