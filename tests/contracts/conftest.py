"""What the contracts' tests may ask for beside the services themselves."""

from tests.evaluation.conftest import outcomes_url

__all__ = ["outcomes_url"]
