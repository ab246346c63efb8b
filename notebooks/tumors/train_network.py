"""Trains a small network with PyTorch and writes `network.onnx`, `train.csv` and `test.csv` beside this file.

`python train_network.py`, with PyTorch 1.13 or later (PyPI: torch; Debian: python3-torch). The rows are those of
docs/examples/breast-cancer.csv; every fourth is kept for the test, and the network never sees it.
"""

import csv
from pathlib import Path

import torch

HERE = Path(__file__).parent
CLASSES = ["benign", "malignant"]


class Network(torch.nn.Module):
    """Takes the measurements as they are, `[rows, 30]`, and answers with logits, `[rows, 2]`."""

    def __init__(self, rows):
        super().__init__()
        self.register_buffer("mean", rows.mean(0))
        self.register_buffer("deviation", rows.std(0))
        self.layers = torch.nn.Sequential(torch.nn.Linear(rows.shape[1], 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))

    def forward(self, rows):
        return self.layers((rows - self.mean) / self.deviation)


def tensors(table):
    rows = torch.tensor([[float(cell) for cell in row[:-1]] for row in table])
    return rows, torch.tensor([CLASSES.index(row[-1]) for row in table])


def main():
    with open(HERE / "../../docs/examples/breast-cancer.csv", newline="") as file:
        header, *table = csv.reader(file)
    parts = {"test": table[::4], "train": [row for index, row in enumerate(table) if index % 4 > 0]}
    for name, part in parts.items():
        with open(HERE / f"{name}.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *part])

    torch.manual_seed(1)
    rows, labels = tensors(parts["train"])
    network = Network(rows)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01, weight_decay=0.001)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(rows), labels).backward()
        optimizer.step()

    network.eval()
    rows, labels = tensors(parts["test"])
    print(f"{(network(rows).argmax(1) == labels).float().mean():.3f} of {len(labels)} test rows right")
    axes = {"measurements": {0: "rows"}, "logits": {0: "rows"}}
    torch.onnx.export(
        network, rows[:2], HERE / "network.onnx", input_names=["measurements"], output_names=["logits"], dynamic_axes=axes
    )


main()
