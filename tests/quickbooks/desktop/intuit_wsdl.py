"""The WSDL of Web Connector's contract that circulates in public. It lies outside this repository.

It is looked for in the folder that SCANPOST_QBD_SCHEMAS names, else beside the repository.
"""

import os
from pathlib import Path

_BESIDE = Path(__file__).parents[4] / "shared" / "reference" / "qbd-schemas"
FOLDER = Path(os.environ.get("SCANPOST_QBD_SCHEMAS") or _BESIDE)
FILE = FOLDER / "wsdl" / "QBWebConnectorSvc.wsdl"
IS_HERE = FILE.exists()
NOT_HERE = (
    "Intuit's WSDL is not here: our operations were not compared with it."
    " SCANPOST_QBD_SCHEMAS may name the folder that has it."
)
