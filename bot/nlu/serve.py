"""The Rasa server as we run it: `python -m bot.nlu.serve`.

Differs from `rasa run`: no TensorFlow (`without_tensorflow`); the reply of an action is checked by a validator built
once (stock Rasa builds it anew for each reply, 30 ms of a 44 ms turn); the connection to the actions is kept open.
"""

import os
from typing import Any, Dict

from bot.lifeline import follow_parent
from bot.nlu import without_tensorflow


def validate_replies_once() -> None:
    """Build the validator of action replies once instead of at every reply."""
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def keep_connections_open() -> None:
    """Let every call to an endpoint use one HTTP session; stock Rasa opens and closes one for each call."""
    import aiohttp
    from rasa.utils.endpoints import EndpointConfig

    make_session = EndpointConfig.session

    class LastingSession:
        """Hands out the endpoint's session and leaves it open at the end of a call."""

        def __init__(self, endpoint: EndpointConfig) -> None:
            self._endpoint = endpoint

        async def __aenter__(self) -> aiohttp.ClientSession:
            session = getattr(self._endpoint, "lasting_session", None)
            if session is None or session.closed:
                session = self._endpoint.lasting_session = make_session(self._endpoint)
            return session

        async def __aexit__(self, *_: Any) -> None:
            return None

    EndpointConfig.session = lambda self: LastingSession(self)


def main() -> None:
    """Serve the model `BOAI_MODEL` on loopback, port `BOAI_RASA_PORT`, with the endpoints file `BOAI_ENDPOINTS`."""
    follow_parent()
    without_tensorflow.install()
    validate_replies_once()
    keep_connections_open()
    import logging

    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    level = getattr(logging, os.environ.get("BOAI_LOG_LEVEL", "INFO"))
    configure_logging_and_warnings(level)
    configure_structlog(level)
    serve_application(
        os.environ["BOAI_MODEL"],
        interface="127.0.0.1",
        port=int(os.environ["BOAI_RASA_PORT"]),
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints(os.environ["BOAI_ENDPOINTS"]),
        enable_api=False,
    )


if __name__ == "__main__":
    main()
