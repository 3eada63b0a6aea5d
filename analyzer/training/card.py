"""The model card: what a tagger was trained on and how it did on sentences that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def model_card(card: Mapping[str, Any], sha256: str) -> str:
    """Return MODEL_CARD.md from a model's stored data."""
    trained, held_out = card["trained_on"], card["held_out"]
    languages = ", ".join(f"{language} {count}" for language, count in trained["languages"].items())
    lines = [
        f"# Tagger `{card['name']}`, version {card['version']}",
        "",
        "Written by `policy-analyzer train`; do not edit by hand.",
        "",
        f"- Codes sentences with codebook {card['codebook']['id']} {card['codebook']['version']}.",
        f"- One linear head per code group over sentence vectors ({card['encoder']}) of the sentence and of its headings, the lexicon's cues,",
        "  and marks on the surface (digits, dates, length).",
        f"- Trained on {trained['sentences']} sentences of corpora/tagged, coded by reading: {trained['written']} written for this purpose,",
        f"  {trained['real']} of real documents ({languages}).",
        f"- weights.npz sha256 {sha256}",
        "- Not for: decisions without a reader; languages other than Chinese, English, French, Japanese and Korean (the encoder knows 16,",
        "  none of the others was measured).",
        "",
        f"## Held-out figures ({held_out['folds']} folds over the training sentences)",
        "",
        "Folds are drawn at random over sentences, and real documents repeat themselves: on documents it has not seen, expect less. Measure that",
        "with `policy-analyzer evaluate` on sentences of your own.",
        "",
    ]
    for group, figures in held_out["groups"].items():
        codes = figures.get("codes", figures)
        accuracy = f", accuracy {figures['accuracy']:.3f}" if "accuracy" in figures else ""
        lines += [f"### {group}{accuracy}", "", "| code | sentences | F1 | threshold | Brier skill |", "| --- | ---: | ---: | ---: | ---: |"]
        for code, item in codes.items():
            f1 = "–" if item["f1"] is None else f"{item['f1']:.3f}"
            skill = f"{item['brier_skill']:.3f}" if item.get("brier_skill") is not None else "–"
            lines.append(f"| {code} | {item['positives']} | {f1} | {item['threshold']:.2f} | {skill} |")
        lines.append("")
    return "\n".join(lines)
