"""Rasa tokenizer on jieba: tokens of the folded text, with offsets into the message as it was typed."""

from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.fingerprint import fingerprint_of
from bot.text.normalise import fold_aligned
from bot.text.words import Words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Cut folded Chinese (half-width, Simplified, lower case) into words; blanks give no token."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`lookup`: folder of jieba word lists, relative to the working directory."""
        return {"lookup": "data/lookup", "intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @staticmethod
    def required_packages() -> List[str]:
        return ["jieba"]

    @staticmethod
    def supported_languages() -> List[str]:
        return ["zh"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrain when the word lists or `bot.text` change: Rasa's cache sees this class's source only."""
        return fingerprint_of(Path(config.get("lookup", cls.get_default_config()["lookup"])))

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ChineseTokenizer":
        return cls(config)

    def __init__(self, config: Dict[str, Any]) -> None:
        super().__init__(config)
        self._words = Words(Path(config["lookup"]))

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        folded = fold_aligned(message.get(attribute))
        return [Token(word, start) for word, start in self._words.cut(folded)]
