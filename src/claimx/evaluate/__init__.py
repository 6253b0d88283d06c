"""How good the output is: gold labels, measures, and the gate that keeps the measures from falling."""

from claimx.evaluate.gold import load_gold, to_gold
from claimx.evaluate.metrics import score
from claimx.evaluate.report import format_report

__all__ = ["format_report", "load_gold", "score", "to_gold"]
