"""Rasa intent classifier around `bot.nlu.linear`."""

import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import linear
from bot.nlu.fingerprint import fingerprint_of
from bot.text.normalise import fold_aligned
from bot.text.numbers import MINIMUM_DIGITS, TOKEN, constant_token, mask_numbers
from bot.text.words import NUMBER_WORD

_FILE = "linear.npz"
# Enough for asking back; all of them make each stored and sent message several times as long.
RANKED = 10
_NUMBER_MARK = "\ue000"
_DIGITS = re.compile(rf"\d{{{MINIMUM_DIGITS},}}[xX]?")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceClassifier(GraphComponent, IntentClassifier):
    """Give each message its task word with a probability, and the ranking of the likeliest."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`cost`: the SVM's C, larger fits the training sentences more closely; SHARPNESS goes with the default."""
        return {"cost": linear.COST}

    @staticmethod
    def required_packages() -> List[str]:
        return ["numpy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        return fingerprint_of()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceClassifier":
        with model_storage.read_from(resource) as folder, np.load(Path(folder) / _FILE) as arrays:
            return cls(config, model_storage, resource, linear.LinearModel.from_arrays(arrays))

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[linear.LinearModel] = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._model = linear.train(
            [(_characters(e), _words(e)) for e in examples],
            [e.get(INTENT) for e in examples],
            self._config["cost"],
        )
        with self._storage.write_to(self._resource) as folder:
            np.savez(Path(folder) / _FILE, **self._model.arrays())
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            if self._model is None or not self._model.labels or not message.get(TEXT):
                continue
            probabilities = self._model.probabilities(_characters(message), _words(message))
            ranking = [
                {"name": self._model.labels[i], "confidence": float(probabilities[i])}
                for i in np.argsort(-probabilities, kind="stable")[:RANKED]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def _characters(message: Message) -> str:
    """The folded text with one mark for each personal number: sealed when users talk, in digits when we train."""
    return TOKEN.sub(_NUMBER_MARK, mask_numbers(fold_aligned(message.get(TEXT)), constant_token))


def _words(message: Message) -> List[str]:
    """The words, a personal number always the same one."""
    tokens: List[Token] = message.get(TOKENS_NAMES[TEXT], [])
    return [NUMBER_WORD if _DIGITS.fullmatch(token.text) else token.text for token in tokens]
