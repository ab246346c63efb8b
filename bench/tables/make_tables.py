"""Writes the splits of the bench's tables as CSV: `OUT/NAME-SEED/train.csv` and `test.csv`.

Eight sets of Debian's r-cran-mlbench (.rda files, read without R by rdata) and four of scikit-learn. The label comes last, and a
missing value is an empty cell. Splits are 75/25, each class in the same share. Needs requirements.txt.
"""

import argparse
import warnings
from pathlib import Path

import pandas
import rdata
from sklearn import datasets
from sklearn.model_selection import train_test_split

# Name: object in mlbench, its label, columns that are no features.
MLBENCH = {
    "letter": ("LetterRecognition", "lettr", []),
    "satellite": ("Satellite", "classes", []),
    "shuttle": ("Shuttle", "Class", []),
    "dna": ("DNA", "Class", []),
    "sonar": ("Sonar", "Class", []),
    "ionosphere": ("Ionosphere", "Class", []),
    "breast-wisconsin": ("BreastCancer", "Class", ["Id"]),
    "pima": ("PimaIndiansDiabetes", "diabetes", []),
}
SCIKIT_LEARN = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast-cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
}


def from_mlbench(folder, name):
    stored, label, other = MLBENCH[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = rdata.read_rda(folder / f"{stored}.rda")[stored]
    features = frame.drop(columns=[label, *other])
    # Factors of numbers are numbers: the sets have no words but their labels.
    features = features.apply(lambda column: pandas.to_numeric(column.astype(object)))
    return features.assign(label=frame[label].astype(str))


def from_scikit_learn(name):
    bunch = SCIKIT_LEARN[name](as_frame=True)
    return bunch.data.assign(label=[str(bunch.target_names[code]) for code in bunch.target])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlbench", type=Path, required=True, help="the package's folder of .rda files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    for name in [*MLBENCH, *SCIKIT_LEARN]:
        table = from_mlbench(options.mlbench, name) if name in MLBENCH else from_scikit_learn(name)
        for seed in range(1, options.seeds + 1):
            train, test = train_test_split(table, test_size=0.25, random_state=seed, stratify=table["label"])
            folder = options.out / f"{name}-{seed}"
            folder.mkdir(parents=True, exist_ok=True)
            train.to_csv(folder / "train.csv", index=False)
            test.to_csv(folder / "test.csv", index=False)
        print(name, len(table), table.shape[1] - 1, table["label"].nunique())


if __name__ == "__main__":
    main()
