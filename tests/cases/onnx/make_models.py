"""Makes the ONNX models of this folder, as people bring them: python make_models.py

Made with Python 3.11, scikit-learn 1.7.2, skl2onnx 1.20.0, onnx 1.23.2.
"""

import csv
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier

here = pathlib.Path(__file__).parent


def flowers():
    with open(here.parent / "flowers.csv", newline="") as file:
        header, *rows = csv.reader(file)
    return np.array([row[:-1] for row in rows], np.float64), np.array([row[-1] for row in rows])


def save(name, model):
    model.producer_name = model.producer_version = ""
    (here / name).write_bytes(model.SerializeToString(deterministic=True))


def tensor(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def network(nodes, inputs, outputs, constants):
    graph = helper.make_graph(
        nodes, "network", inputs, outputs, [numpy_helper.from_array(value, key) for key, value in constants.items()]
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def f32(values):
    return np.asarray(values, np.float32)


features, labels = flowers()
forest = RandomForestClassifier(5, max_depth=3, random_state=0).fit(features, labels)
save("forest.onnx", to_onnx(forest, f32(features[:1]), options={"zipmap": False}))
save("forest-maps.onnx", to_onnx(forest, f32(features[:1])))
save("forest-double.onnx", to_onnx(forest, features[:1], options={"zipmap": False}))

# As PyTorch and Keras write them: a network for standardized columns that gives logits, for any number of rows or for one.
scaled = (features - features.mean(0)) / features.std(0)
mlp = MLPClassifier((8,), max_iter=800, random_state=0).fit(scaled, labels)
(hidden, answer), (hidden_bias, answer_bias) = mlp.coefs_, mlp.intercepts_
layers = [
    helper.make_node("Gemm", ["rows", "w1", "b1"], ["h"]),
    helper.make_node("Relu", ["h"], ["r"]),
    helper.make_node("Gemm", ["r", "w2", "b2"], ["logits"]),
]
weights = {"w1": f32(hidden), "b1": f32(hidden_bias), "w2": f32(answer), "b2": f32(answer_bias)}
for name, batch in {"logits": "n", "one-at-a-time": 1, "seven-at-a-time": 7}.items():
    save(f"{name}.onnx", network(layers, [tensor("rows", [batch, 4])], [tensor("logits", [batch, 3])], weights))
soft = layers + [helper.make_node("Softmax", ["logits"], ["probabilities"])]
two = [tensor("logits", ["n", 3]), tensor("probabilities", ["n", 3])]
save("two-outputs.onnx", network(soft, [tensor("rows", ["n", 4])], two, weights))
log = layers + [helper.make_node("LogSoftmax", ["logits"], ["log_probabilities"])]
save("log-softmax.onnx", network(log, [tensor("rows", ["n", 4])], [tensor("log_probabilities", ["n", 3])], weights))

# Weights in a file of their own, in the folder and not.
for name, location in {"beside": "beside.bin", "outside": "../beside.bin", "absolute": "/etc/hostname"}.items():
    model = network(layers, [tensor("rows", ["n", 4])], [tensor("logits", ["n", 3])], weights)
    data = b""
    for weight in model.graph.initializer:
        raw = weight.raw_data
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        for key, value in {"location": location, "offset": str(len(data)), "length": str(len(raw))}.items():
            weight.external_data.add(key=key, value=value)
        data += raw
    save(f"{name}.onnx", model)
    if name == "beside":
        (here / "beside.bin").write_bytes(data)

# Two classes in one column, as a network with a sigmoid gives them: is the petal long?
sigmoid = [
    helper.make_node("MatMul", ["rows", "w"], ["z"]),
    helper.make_node("Add", ["z", "b"], ["logit"]),
    helper.make_node("Sigmoid", ["logit"], ["probability"]),
]
column = {"w": f32([[0], [0], [2], [0]]), "b": f32([-6])}
save("sigmoid.onnx", network(sigmoid, [tensor("rows", ["n", 4])], [tensor("probability", ["n", 1])], column))

# Numbers from 0 to 1 that are no distribution.
shares = [helper.make_node("Gemm", ["rows", "w1", "b1"], ["h"]), helper.make_node("Sigmoid", ["h"], ["shares"])]
some = {"w1": f32(hidden[:, :3]), "b1": f32(hidden_bias[:3])}
save("no-distribution.onnx", network(shares, [tensor("rows", ["n", 4])], [tensor("shares", ["n", 3])], some))
many = [helper.make_node("Gemm", ["rows", "w1", "b1"], ["h"])]
save("eight-classes.onnx", network(many, [tensor("rows", ["n", 4])], [tensor("h", ["n", 8])], weights))
save(
    "two-inputs.onnx",
    network(
        [helper.make_node("Add", ["left", "right"], ["sum"])],
        [tensor("left", ["n", 4]), tensor("right", ["n", 4])],
        [tensor("sum", ["n", 4])],
        {},
    ),
)
words = helper.make_node("Cast", ["words"], ["numbers"], to=TensorProto.FLOAT)
save("words.onnx", network([words], [tensor("words", ["n", 3], TensorProto.STRING)], [tensor("numbers", ["n", 3])], {}))
whole = [
    helper.make_node("Cast", ["rows"], ["reals"], to=TensorProto.FLOAT),
    helper.make_node("Gemm", ["reals", "w", "b"], ["logits"]),
]
thirds = {"w": f32(np.eye(2, 3)), "b": f32([0, 0, 0.5])}
save("whole.onnx", network(whole, [tensor("rows", ["n", 2], TensorProto.INT64)], [tensor("logits", ["n", 3])], thirds))


def brightness(shape, dark, bright):
    """Dark, middling or bright images of 8x8 gray pixels: the class whose brightness is nearest to the mean."""
    axes = list(range(1, len(shape) + 1))
    centers = np.linspace(dark, bright, 7)[1::2]
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=axes, keepdims=1),
        helper.make_node("Reshape", ["mean", "column"], ["x"]),
        helper.make_node("Gemm", ["x", "w", "b"], ["logits"]),
    ]
    scale = 60 / (bright - dark) ** 2
    constants = {"column": np.array([-1, 1]), "w": f32([2 * centers * scale]), "b": f32(-(centers**2) * scale)}
    return network(nodes, [tensor("images", ["n", *shape])], [tensor("logits", ["n", 3])], constants)


save("nchw-255.onnx", brightness([1, 8, 8], 0, 255))
save("nhwc-signed.onnx", brightness([8, 8, 1], -1, 1))
save("flat-unit.onnx", brightness([64], 0, 1))


def strongest_channel(shape, axes, batch):
    """Which channel of 4x5 pixels is the brightest."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["means"], axes=axes, keepdims=0),
        helper.make_node("Mul", ["means", "scale"], ["logits"]),
    ]
    images, logits = tensor("images", [batch, *shape]), tensor("logits", [batch, 3])
    return network(nodes, [images], [logits], {"scale": f32([20])})


save("color-nchw.onnx", strongest_channel([3, 4, 5], [2, 3], 1))
save("color-nhwc.onnx", strongest_channel([4, 5, 3], [1, 2], "n"))
