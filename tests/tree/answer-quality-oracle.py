"""Values for answer-quality.test.ts: scikit-learn 1.9.1, statsmodels 0.15.0; calibration error after Guo et al. 2017 in NumPy."""
import warnings
import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score, log_loss, precision_score, recall_score
from statsmodels.stats.proportion import proportion_confint

warnings.simplefilter("ignore")


def case(rows, classes, modulus, sharpness):
    """Labels of unequal classes; the last class has no rows. Powers make some probabilities tiny."""
    r = np.arange(rows)[:, None]
    c = np.arange(classes)[None, :]
    labels = np.minimum((np.arange(rows) * 7) % modulus, classes - 2)
    weights = (((r * 37 + c * 11 + r * c) % 17 + 1 + 9 * (labels[:, None] == c)) / 26.0) ** sharpness
    return labels, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def calibration_error(confidences, right, bins=15):
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidences > low) & (confidences <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidences[inside].mean())
    return error


for arguments in ((200, 4, 5, 2), (61, 3, 9, 12), (1500, 10, 23, 1)):
    labels, probabilities = case(*arguments)
    classes = arguments[1]
    answers = probabilities.argmax(axis=1)
    right = answers == labels
    exact = probabilities.astype(np.float64)
    of_class = dict(labels=range(classes), average=None, zero_division=np.nan)
    low, high = proportion_confint(right.sum(), len(labels), alpha=0.05, method="wilson")
    known = sorted(set(labels) | set(answers))
    print({
        "case": arguments,
        "accuracyInterval": (low, high),
        "balancedAccuracy": balanced_accuracy_score(labels, answers),
        "macroF1": f1_score(labels, answers, labels=known, average="macro"),
        "logLoss": log_loss(labels, probabilities, labels=range(classes)),
        "expectedCalibrationError": calibration_error(exact.max(axis=1), right),
        "recall": recall_score(labels, answers, **of_class).tolist(),
        "precision": precision_score(labels, answers, **of_class).tolist(),
    })
