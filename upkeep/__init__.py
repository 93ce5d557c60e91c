"""What keeps the project itself sound: its own rules, the search for secrets, the audit, the bill of materials.

Nothing of the service imports it, and none of it is installed with the service.
"""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
