"""What scikit-learn reaches on the splits of make_tables.py, one core each, beside which the toolkit is shown.

Adds one JSON line for each set, seed and method to the results file; those that are there already are left out.
Accuracy and log loss (nats) are of the test rows, and so is ECE, the expected calibration error in 15 bins of the greatest
probability. Missing values become the mean of the training rows, where a method cannot take them.
"""

import argparse
import json
import time
import warnings
from pathlib import Path

import numpy
import pandas
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

BINS = 15
# As src/tree/answer-quality.ts counts.
SMALLEST_PROBABILITY = 2**-23


def cart(seed):
    depths = {"max_depth": [2, 3, 4, 5, 6, 8, 10, 12, 16, None]}
    return make_pipeline(SimpleImputer(), GridSearchCV(DecisionTreeClassifier(random_state=seed), depths, cv=5))


METHODS = {
    "cart": cart,
    "logistic-regression": lambda seed: make_pipeline(
        SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=2000)
    ),
    "random-forest": lambda seed: make_pipeline(SimpleImputer(), RandomForestClassifier(random_state=seed)),
    "hist-gradient-boosting": lambda seed: HistGradientBoostingClassifier(random_state=seed),
    "mlp": lambda seed: make_pipeline(
        SimpleImputer(), StandardScaler(), MLPClassifier(max_iter=500, random_state=seed)
    ),
}


def read(file):
    table = pandas.read_csv(file)
    return table.drop(columns="label").to_numpy(dtype=float), table["label"].astype(str).to_numpy()


def quality(probabilities, classes, labels):
    codes = numpy.searchsorted(classes, labels)
    right = probabilities.argmax(axis=1) == codes
    confidence = probabilities.max(axis=1)
    bins = numpy.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs((confidence - right)[bins == index].sum()) for index in range(BINS)]
    of_label = numpy.maximum(probabilities[numpy.arange(len(labels)), codes], SMALLEST_PROBABILITY)
    return {
        "accuracy": float(right.mean()),
        "logLoss": float(-numpy.log(of_label).mean()),
        "ece": float(sum(gaps) / len(labels)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, required=True, help="folder that make_tables.py wrote")
    parser.add_argument("--results", type=Path, required=True, help="JSON lines file, added to")
    options = parser.parse_args()
    done = set()
    if options.results.exists():
        for line in options.results.read_text().splitlines():
            result = json.loads(line)
            done.add((result["set"], result["seed"], result["method"]))
    for file in sorted(options.tables.glob("*/train.csv"), key=lambda file: file.stat().st_size):
        name, seed = file.parent.name.rsplit("-", 1)
        for method, make in METHODS.items():
            if (name, int(seed), method) in done:
                continue
            (features, labels), (test_features, test_labels) = read(file), read(file.with_name("test.csv"))
            start = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = make(int(seed)).fit(features, labels)
            seconds = time.perf_counter() - start
            measured = quality(model.predict_proba(test_features), model.classes_, test_labels)
            result = {"set": name, "seed": int(seed), "method": method, **measured, "seconds": round(seconds, 3)}
            with open(options.results, "a") as results:
                results.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
