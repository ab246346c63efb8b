"""Writes the example tables beside this file: `python make_examples.py`.

Needs scikit-learn==1.7.2 and palmerpenguins==0.1.4 from PyPI; both carry the data inside. Rows keep the order of their source,
the label comes last, and a missing value is an empty cell.
"""

import csv
import gzip
import io
from importlib.resources import files
from pathlib import Path

from sklearn import datasets

HERE = Path(__file__).parent


def text_of(header, rows):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def number(value):
    return repr(int(value) if value == int(value) else float(value))


def from_scikit_learn(bunch, names, label, classes):
    rows = [[*map(number, row), classes[code]] for row, code in zip(bunch.data, bunch.target)]
    return text_of([*names, label], rows)


def penguins():
    source = files("palmerpenguins.data").joinpath("penguins.csv").read_text()
    rows = [{name: "" if cell == "NA" else cell for name, cell in row.items()} for row in csv.DictReader(source.splitlines())]
    names = {
        "island": "island",
        "bill_length_mm": "bill length (mm)",
        "bill_depth_mm": "bill depth (mm)",
        "flipper_length_mm": "flipper length (mm)",
        "body_mass_g": "body mass (g)",
        "sex": "sex",
        "species": "species",
    }
    return text_of(names.values(), [[row[name] for name in names] for row in rows])


def main():
    iris = datasets.load_iris()
    wine = datasets.load_wine()
    cancer = datasets.load_breast_cancer()
    digits = datasets.load_digits()
    tables = {
        "iris.csv": from_scikit_learn(iris, iris.feature_names, "species", list(iris.target_names)),
        "wine.csv": from_scikit_learn(wine, [name.replace("_", " ") for name in wine.feature_names], "cultivar", ["first", "second", "third"]),
        "breast-cancer.csv": from_scikit_learn(cancer, cancer.feature_names, "diagnosis", list(cancer.target_names)),
        "penguins.csv": penguins(),
    }
    for name, text in tables.items():
        (HERE / name).write_text(text)
    # Brightness from 0 to 16 becomes 0 to 255, as in files of images.
    digits.data = (digits.data * 255 / 16).round()
    pixels = [f"pixel{index}" for index in range(64)]
    text = from_scikit_learn(digits, pixels, "digit", [str(digit) for digit in range(10)])
    # No time and no name in the archive: the same bytes each time.
    (HERE / "digits.csv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


main()
