"""The measures as a table for a person."""

from collections.abc import Mapping
from typing import Any


def format_report(report: Mapping[str, Any]) -> str:
    """Set the measures of `score` as aligned plain text, a line each, and any errors after them.

    >>> print(format_report({"quotes.match": {"p": 90.0, "r": 80.0, "f1": 84.7, "gold": 10, "predicted": 9}}))
    measure                      F1       P       R    gold  predicted
    quotes.match               84.7    90.0    80.0      10          9
    """
    lines = [f"{'measure':<24}{'F1':>7}{'P':>8}{'R':>8}{'gold':>8}{'predicted':>11}"]
    for measure, value in report.items():
        if measure == "errors":
            continue
        if isinstance(value, Mapping) and "f1" in value:
            lines.append(
                f"{measure:<24}{value['f1']:>7.1f}{value['p']:>8.1f}{value['r']:>8.1f}"
                f"{value['gold']:>8}{value['predicted']:>11}"
            )
            lines += [f"{f'{measure}.ap':<24}{value['ap']:>7.1f}"] if "ap" in value else []
        elif isinstance(value, Mapping):
            lines += [f"{f'recall.{kind}':<24}{'':>15}{share:>8.1f}" for kind, share in value.items()]
        else:
            lines.append(f"{measure:<24}{'-' if value is None else format(value, '.1f'):>7}")
    for sort, rows in report.get("errors", {}).items():
        lines += ["", f"{sort}:", *("  " + " | ".join(map(str, row)) for row in rows)]
    return "\n".join(lines)
