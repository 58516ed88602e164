"""Train the project's model without loading TensorFlow: `python -m bot.nlu.train NAME`, into models/NAME.tar.gz."""

import sys

from bot.nlu import without_tensorflow


def main(name: str) -> None:
    """Train with the data of the working directory, as `rasa train` does there."""
    without_tensorflow.install()
    import logging

    from rasa.model_training import train
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.INFO)
    configure_structlog(logging.INFO)
    result = train("domain.yml", "config.yml", ["data"], output="models", fixed_model_name=name, force_training=True)
    sys.exit(result.code if result.model else 1)


if __name__ == "__main__":
    main(sys.argv[1])
