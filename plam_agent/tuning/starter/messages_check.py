"""Whether the synthetic mail is neither trivial nor arguable, by a classifier that needs no GPU.

    python -m plam_agent.tuning.starter.messages_check [--train 20000] [--test 2000] [--limit 260]

TF-IDF with logistic regression learns generated messages and is tested on fragments that it has
never seen. It also says what share of its labels attacks turn. These figures bound nothing: they
show that the task can be learnt and is not given away by a few words.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from ...planner.prompt import TO_LABEL, message_text
from .messages import LabelExample, heldout_messages, standard_messages


def seen(example: LabelExample, limit: int) -> str:
    """The text that a reader of `limit` characters sees."""
    return message_text(example.sender, example.subject, example.facts, example.body, limit=limit)


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """F1 by label, and under `all` their mean."""
    scores = {}
    for label in sorted(set(truth)):
        right = sum(t == s == label for t, s in zip(truth, said, strict=True))
        scores[label] = 2 * right / max(1, truth.count(label) + list(said).count(label))
    return {**scores, "all": sum(scores.values()) / len(scores)}


def main(argv: Sequence[str] | None = None) -> None:
    """Train, test and print."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description="Test the synthetic mail with TF-IDF.")
    parser.add_argument("--train", type=int, default=20_000, help="messages to learn from")
    parser.add_argument("--test", type=int, default=2_000, help="held-out messages per language")
    parser.add_argument("--limit", type=int, default=TO_LABEL, help="characters read of a body")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    learnt = standard_messages(random.Random(options.seed), options.train)  # noqa: S311
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(max_iter=400, C=8.0)
    model.fit(
        vectors.fit_transform([seen(each, options.limit) for each in learnt]),
        [each.label for each in learnt],
    )

    def said(examples: Sequence[LabelExample]) -> list[str]:
        return list(model.predict(vectors.transform([seen(x, options.limit) for x in examples])))

    for language in ("en", "fr"):
        plain = heldout_messages(options.seed, options.test, language=language)
        attacked = heldout_messages(options.seed, options.test, language=language, attacked=True)
        before, after = said(plain), said(attacked)
        scores = macro_f1([each.label for each in plain], before)
        turned = sum(a != b for a, b in zip(before, after, strict=True)) / len(plain)
        told = "  ".join(f"{label} {score:.3f}" for label, score in scores.items())
        print(f"{language}  F1: {told}  turned by attacks: {turned:.3f}")
        wrong: dict[str, Counter[str]] = defaultdict(Counter)
        for example, label in zip(plain, before, strict=True):
            wrong[f"{example.label}/{example.kind}"][label] += 1
        for kind, labels in sorted(wrong.items()):
            right = labels[kind.partition("/")[0]] / labels.total()
            if right < 0.8:
                print(f"    {kind}: {right:.2f} right of {labels.total()}  {dict(labels)}")


if __name__ == "__main__":
    main()
