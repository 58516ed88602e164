"""`python -m bot.text.learn_types`: make `knowledge/types.npz` anew. Some seconds; the same file each time.

Learnt from the reports whose type is known that learn_counts.py learns from; run before it, since the type is a feature
there.
"""

import json
from datetime import date
from typing import Any, Final

import numpy as np

from bot.text.activities import without_days
from bot.text.learn_counts import HERE, REPORTS, TODAY
from bot.text.learning import weights_for
from bot.text.log_linear import write
from bot.text.type_model import COLUMNS, PATH, runs

KEPT: Final = "activity_type"


def main() -> None:
    """Write the model."""
    rows = [json.loads(line) for name in REPORTS for line in (HERE / name).read_text("utf-8").splitlines()]
    known = [row for row in rows if row["fields"][KEPT] and KEPT not in row.get("unscored", [])]
    seen = [runs(_plain(row)) for row in known]
    allowed = np.array([[kind in _types(row) for kind in COLUMNS] for row in known])
    names, weights = weights_for(seen, allowed, [1.0] * len(known))
    write(PATH, names, weights)
    print(f"{len(known)} reports, {len(names)} features: {PATH.stat().st_size} bytes")


def _plain(row: dict[str, Any]) -> str:
    return without_days(row["text"], date.fromisoformat(row.get("today", TODAY.isoformat())))


def _types(row: dict[str, Any]) -> list[str]:
    return [row["fields"][KEPT], *row.get("activity_type_also", [])]


if __name__ == "__main__":
    main()
