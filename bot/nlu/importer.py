"""Reads the Rasa project as a table: one piece of domain, NLU data and rules for each feature."""

from pathlib import Path
from typing import List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter


class FeatureImporter(RasaFileImporter):
    """Merge `domain.yml` with `data/domain/*.yml`; read training data from `data/nlu` and `data/rules` only.

    The pieces are loaded one by one, as files: given the folder, Rasa drops a piece with a YAML error and exits with 0.
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
    ) -> None:
        super().__init__(config_file, domain_path, _without_replies(training_data_paths))

    def get_domain(self) -> Domain:
        domain = super().get_domain()
        if self._domain_path:
            for piece in sorted((Path(self._domain_path).resolve().parent / "data" / "domain").glob("*.yml")):
                domain = domain.merge(Domain.load(str(piece)))
        return domain


def _without_replies(paths: Optional[Union[List[str], str]]) -> Optional[List[str]]:
    """Narrow the folder `data` to its training data; its replies would be read as NLU data too."""
    if paths is None:
        return None
    wanted: List[str] = []
    for path in [paths] if isinstance(paths, str) else paths:
        narrowed = [Path(path, part) for part in ("nlu", "rules")]
        wanted += [str(p) for p in narrowed] if all(p.is_dir() for p in narrowed) else [str(path)]
    return wanted
