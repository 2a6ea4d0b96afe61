"""What is planted: each function makes the secret where it is told, and its like where it is not. Both leave rows of the
same kinds, so that only the secret differs. They run at the desk (desk.py) and return what the act has to know.
"""

from tests.inference.planted.doors import *  # noqa: F403
from tests.inference.planted.joining import *  # noqa: F403
from tests.inference.planted.space import *  # noqa: F403
