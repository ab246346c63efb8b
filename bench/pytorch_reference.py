"""The toolkit's work, written for PyTorch as well as we can: vectorised, the same models, losses and updates.

A worker for bench/main.ts: reads one JSON request per line from stdin, answers each with one JSON line on stdout.
Requests: prepare (build a workload), losses (train a few steps on given rows), run (time a number of repetitions).
Arrays travel as base64 of little-endian float32. Needs PyTorch >= 1.13 (Debian: apt-get install python3-torch).
"""

import argparse
import base64
import json
import sys
import time

import torch
import torch.nn.functional as F

CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
IDX_IMAGE_HEADER = 16
IDX_LABEL_HEADER = 8


def read_idx(path, header, shape):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    return torch.frombuffer(data, dtype=torch.uint8, offset=header).reshape(shape)


def decode(array):
    values = torch.frombuffer(bytearray(base64.b64decode(array["base64"])), dtype=torch.float32)
    return values.reshape(array["shape"])


class GivenGradient(torch.autograd.Function):
    """`value`, with `gradient` as its gradient by `x`."""

    @staticmethod
    def forward(ctx, x, value, gradient):
        ctx.save_for_backward(gradient)
        return value.clone()

    @staticmethod
    def backward(ctx, dy):
        return dy * ctx.saved_tensors[0], None, None


class Tree:
    """Soft decision tree of Frosst & Hinton 2017. Heap order; the gate is the probability of the right branch."""

    def __init__(self, parameters, depth):
        self.depth = depth
        self.inner = 2**depth - 1
        self.parameters = {name: decode(array).requires_grad_() for name, array in parameters.items()}
        self.child_mass = torch.zeros(2 * self.inner)
        self.mass_weight = torch.zeros(2 * self.inner)
        parent_depths = torch.tensor([((child >> 1) + 1).bit_length() - 1 for child in range(2 * self.inner)])
        self.decay = 1 - 1 / 2.0**parent_depths
        self.node_weights = 1 / 2.0 ** parent_depths[::2].reshape(-1, 1)
        self.level_widths = [2**level for level in range(depth)]

    def paths(self, features):
        """Path probability of every leaf, [leaves, batch]; the tree comes first, so that levels are contiguous."""
        p = self.parameters
        z = torch.addmm(p["biases"].unsqueeze(1), p["filters"], features.t()) * p["betas"].unsqueeze(1)
        branches = torch.sigmoid(torch.stack([-z, z], 1))
        levels = branches.split(self.level_widths)
        paths = levels[0].reshape(2, -1)
        for level in levels[1:]:
            paths = (paths.unsqueeze(1) * level).reshape(2 * level.shape[0], -1)
        return paths

    def loss(self, features, targets, penalty):
        paths = self.paths(features)
        fit = ((paths @ targets) * F.log_softmax(self.parameters["leafLogits"], 1)).sum()
        return fit * (-1 / len(features)) + penalty * self.balance_penalty(paths.sum(1), len(features))

    def balance_penalty(self, leaf_mass, batch):
        """Cross entropy of (0.5, 0.5) with the traffic of both branches; the SUMS are averaged, not their ratio."""
        levels = [leaf_mass]
        for _ in range(self.depth - 1):
            levels.append(levels[-1].reshape(-1, 2).sum(1))
        batch_mass = torch.cat(levels[::-1])
        with torch.no_grad():
            self.child_mass.mul_(self.decay).add_(batch_mass)
            self.mass_weight.mul_(self.decay).add_(1)
            means = (self.child_mass / self.mass_weight).reshape(-1, 2)
            traffic = means.sum(1, keepdim=True)
            shares = (means / traffic.clamp_min(1e-30)).clamp_(1e-4, 1 - 1e-4)
            least_traffic = self.node_weights * (0.1 * batch)
            slopes = 1 - 0.5 / shares
            gradient = slopes.mul_(self.node_weights).div_(torch.maximum(traffic, least_traffic))
            value = (shares.log_() * self.node_weights).sum() * -0.5
        return GivenGradient.apply(batch_mass, value, gradient.reshape(-1))

    def answers(self, features):
        """Max-path and mixture class of each row."""
        paths = self.paths(features)
        distributions = self.parameters["leafLogits"].softmax(1)
        return distributions.argmax(1)[paths.argmax(0)], (paths.t() @ distributions).argmax(1)


class Cnn:
    """Two 5 x 5 convolutional layers with max pooling and a dense layer. Weights arrive in TensorFlow's order."""

    def __init__(self, parameters):
        p = {name: decode(array) for name, array in parameters.items()}
        p["conv1/kernel"] = p["conv1/kernel"].permute(3, 2, 0, 1).contiguous()
        p["conv2/kernel"] = p["conv2/kernel"].permute(3, 2, 0, 1).contiguous()
        hidden = p["hidden/kernel"].reshape(7, 7, 32, 128)  # [height, width, channel, unit] -> [unit, channel, height, width]
        p["hidden/kernel"] = hidden.permute(3, 2, 0, 1).reshape(128, -1).contiguous()
        p["logits/kernel"] = p["logits/kernel"].t().contiguous()
        self.parameters = {name: values.requires_grad_() for name, values in p.items()}

    def logits(self, features):
        p = self.parameters
        x = features.reshape(-1, 1, 28, 28)
        for layer in ("conv1", "conv2"):
            x = F.conv2d(x, p[f"{layer}/kernel"], p[f"{layer}/bias"], padding=2)
            x = F.max_pool2d(F.relu(x), 2)
        x = F.relu(F.linear(x.flatten(1), p["hidden/kernel"], p["hidden/bias"]))
        return F.linear(x, p["logits/kernel"], p["logits/bias"])

    def loss(self, features, targets, _penalty):
        return -(targets * F.log_softmax(self.logits(features), 1)).sum(1).mean()

    def answers(self, features):
        return self.logits(features).argmax(1)


class Worker:
    def __init__(self, images, labels):
        pixels = read_idx(images, IDX_IMAGE_HEADER, (-1, 784))
        self.features = pixels.to(torch.float32) * (1 / 255)
        classes = read_idx(labels, IDX_LABEL_HEADER, (-1,)).to(torch.int64)
        self.targets = F.one_hot(classes, 10).to(torch.float32)
        self.models = {}
        self.generator = torch.Generator().manual_seed(1)

    def prepare(self, name, kind, parameters, depth=0):
        model = Tree(parameters, depth) if kind == "tree" else Cnn(parameters)
        self.models[name] = (model, torch.optim.Adam(model.parameters.values(), eps=1e-7, foreach=True))
        return {}

    def step(self, name, rows, rate, penalty):
        model, optimizer = self.models[name]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad(set_to_none=True)
        loss = model.loss(self.features[rows], self.targets[rows], penalty)
        loss.backward()
        optimizer.step()
        return loss.item()

    def losses(self, name, batches, rate, penalty):
        return {"losses": [self.step(name, torch.tensor(rows), rate, penalty) for rows in batches]}

    def train(self, name, batch, repetitions, rate, penalty, clock):
        """Seconds for the steps, each on another random batch, the loss read each time."""
        order = torch.randperm(len(self.features), generator=self.generator)
        start = clock()
        for step in range(repetitions):
            first = (step * batch) % (len(order) - batch)
            self.step(name, order[first : first + batch], rate, penalty)
        return {"seconds": clock() - start}

    def infer(self, name, rows, batch, repetitions, clock):
        """Seconds to answer the first `rows` images, `repetitions` times over (one image: another each time)."""
        model, _ = self.models[name]
        with torch.inference_mode():
            start = clock()
            for repetition in range(repetitions):
                offset = repetition if rows == 1 else 0
                for first in range(offset, offset + rows, batch):
                    model.answers(self.features[first : min(first + batch, offset + rows)])
            return {"seconds": clock() - start}


def matrix_gflops():
    """Best of several: tells an optimised BLAS (tens and more) from the reference one (about 2)."""
    filters, images = torch.rand(256, 784), torch.rand(784, 64)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        filters @ images
        best = min(best, time.perf_counter() - start)
    return 2 * 256 * 784 * 64 / best / 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--images", required=True, help="IDX file of the images, uncompressed")
    parser.add_argument("--labels", required=True, help="IDX file of the labels, uncompressed")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)  # as our kernels do: without it vanishing Adam moments slow PyTorch down
    worker = Worker(arguments.images, arguments.labels)
    facts = {"version": torch.__version__, "threads": torch.get_num_threads(), "gflops": matrix_gflops()}
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        method = getattr(worker, request.pop("method"))
        if "clock" in request:
            request["clock"] = CLOCKS[request["clock"]]
        print(json.dumps(method(**request)), flush=True)


main()
