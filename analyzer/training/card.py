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
        *_reader(card),
        f"- Made from {trained['sentences']} sentences of corpora/tagged, coded by reading: {trained['written']} written for this purpose,",
        f"  {trained['real']} of real documents ({languages}). It learned from {trained['learned']}; the others are held out.",
        f"- sha256 over all files {sha256}",
        "- Not for: decisions without a reader; languages other than Chinese, English, French and Japanese are hardly measured.",
        "",
        "## Held-out figures",
        "",
        f"Over {held_out['sentences']} sentences that it did not learn from: those of {held_out['documents']} real documents, and written ones. They also set",
        "calibration and thresholds, so on other documents expect a little less; measure that with `policy-analyzer evaluate`.",
        "Brier skill: 0 is as good as always naming the share of the code, 1 is perfect.",
        "",
    ]
    for group, figures in held_out["groups"].items():
        accuracy = f", accuracy {figures['accuracy']:.3f}" if "accuracy" in figures else ""
        lines += [
            f"### {group} ({figures['sentences']} sentences{accuracy})",
            "",
            "| code | positives | F1 | threshold | Brier skill |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for code, item in figures["codes"].items():
            f1, skill = (_figure(item[name]) for name in ("f1", "brier_skill"))
            lines.append(f"| {code} | {item['positives']} | {f1} | {item['threshold']:.2f} | {skill} |")
        lines += ["", "Reliability: for each tenth of probability, its mean and the share that carries the code (sentences).", ""]
        for code, item in figures["codes"].items():
            points = ", ".join(f"{mean:.2f}: {share:.2f} ({count})" for count, mean, share in item["reliability"])
            lines.append(f"- {code}: {points}")
        lines.append("")
    return "\n".join(lines)


def _reader(card: Mapping[str, Any]) -> list[str]:
    if "student_of" in card:
        return [
            f"- For screening: a static table of word vectors ({card['encoder']}) reads the sentence and its two innermost headings; one linear head per",
            "  code group sees its vector, the lexicon's cues, and marks on the surface (digits, dates, length).",
            f"- A student of {card['student_of']}: besides the sentences below it learned from what that tagger thinks of {card['unread']} unread ones.",
        ]
    lines = [
        f"- A transformer of {card['layers']} layers ({card['encoder']}, from multilingual-e5-small) reads the sentence and its two innermost",
        "  headings; one linear head per code group sees its vector, the lexicon's cues, and marks on the surface (digits, dates, length).",
    ]
    if taught := card.get("taught"):
        lines.append(f"- Besides the sentences below it learned from {taught} of corpora/tagged/taught, which a teacher coded (see the datasheet there).")
    return lines


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
