"""`python -m bot.nlu.sequences IN OUT`: fit a conditional random field for `bot.text.name_training`.

IN: a JSON line for each sequence: [the features of each place, the label of each place]. OUT: JSON: `weights`, a list
of [feature, label, weight]; `steps`, a list of [label, label, weight]. Here because python-crfsuite is Rasa's.
"""

import json
import sys
import tempfile
from pathlib import Path

import pycrfsuite

SETTINGS = {"c1": 0.15, "c2": 0.02, "max_iterations": 80, "feature.possible_transitions": True}


def fit(given: Path, wanted: Path) -> None:
    """Write what the sequences of a file teach to another."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    with given.open(encoding="utf-8") as lines:
        for line in lines:
            trainer.append(*json.loads(line))
    with tempfile.NamedTemporaryFile() as model:
        trainer.train(model.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(model.name)
        info = tagger.info()
        weights = [(feature, label, weight) for (feature, label), weight in info.state_features.items()]
        steps = [(one, other, weight) for (one, other), weight in info.transitions.items()]
    wanted.write_text(json.dumps({"weights": weights, "steps": steps}), encoding="utf-8")


if __name__ == "__main__":
    fit(Path(sys.argv[1]), Path(sys.argv[2]))
