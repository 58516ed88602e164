"""Rasa entity extractor around `bot.nlu.crf`: names of organisations and people."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import crf
from bot.nlu.fingerprint import fingerprint_of
from bot.text.normalise import fold_aligned
from bot.text.words import Words

_FILE = "names.crfsuite"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class NameExtractor(GraphComponent, EntityExtractorMixin):
    """Find the names annotated as `org` and `person`, at offsets into the message as it was typed."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`copies`: sentences with other names made of each annotated one; `L1`, `L2`: penalties; `lookup`: words."""
        return {"copies": crf.COPIES, "L1": crf.L1, "L2": crf.L2, "lookup": "data/lookup"}

    @staticmethod
    def required_packages() -> List[str]:
        """None named: Rasa takes each as module and as distribution, and python-crfsuite's module is `pycrfsuite`."""
        return []

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        return fingerprint_of(Path(config.get("lookup", cls.get_default_config()["lookup"])))

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NameExtractor":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "NameExtractor":
        with model_storage.read_from(resource) as folder:
            path = Path(folder) / _FILE
            return cls(config, model_storage, resource, crf.NameModel(path) if path.exists() else None)

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[crf.NameModel] = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        sentences = [_sentence(e) for e in training_data.nlu_examples if e.get(TEXT)]
        with self._storage.write_to(self._resource) as folder:
            if any(sentence.names for sentence in sentences):
                path = Path(folder) / _FILE
                words = Words(Path(self._config["lookup"]))
                crf.train(sentences, words.cut, path, self._config["copies"], self._config["L1"], self._config["L2"])
                self._model = crf.NameModel(path)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not text:
                continue
            found = [
                {
                    ENTITY_ATTRIBUTE_TYPE: name.kind,
                    ENTITY_ATTRIBUTE_START: name.start,
                    ENTITY_ATTRIBUTE_END: name.end,
                    ENTITY_ATTRIBUTE_VALUE: text[name.start : name.end],
                    "confidence_entity": name.confidence,
                }
                for name in self._model.find(_sentence(message))
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages


def _sentence(message: Message) -> crf.Sentence:
    return crf.Sentence(
        fold_aligned(message.get(TEXT)),
        [(token.text, token.start) for token in message.get(TOKENS_NAMES[TEXT], [])],
        [
            crf.Span(e[ENTITY_ATTRIBUTE_START], e[ENTITY_ATTRIBUTE_END], e[ENTITY_ATTRIBUTE_TYPE])
            for e in message.get(ENTITIES, [])
            if e.get(ENTITY_ATTRIBUTE_TYPE) in (crf.ORG, crf.PERSON)
        ],
    )
