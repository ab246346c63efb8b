import { encodeFloat32 } from '../../file/float32-base64.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { Routing } from '../../tree/branch-probability.js';
import { branchesOf } from '../branches.js';
import type { Exported } from '../exported.js';
import {
  featureLimit,
  inputColumns,
  isOfImages,
  missingMarkers,
  type InputColumn,
} from '../../file/input-columns.js';
import { commentText, pythonText, wrappedBase64, wrappedList } from '../source-text.js';
import { treeTitle } from '../tree-title.js';

/** One file of Python that needs numpy alone. */
export function writePython(document: TreeDocument): Exported {
  const { tree, classNames } = document;
  const { filters, biases, betas, leafLogits } = tree.parameters;
  const { lefts, rights } = branchesOf(tree);
  const { maxPath, doubt = 0, mixture } = tree.calibration;
  const floats = (values: Float32Array) => `_floats("""${wrappedBase64(encodeFloat32(values))}""")`;
  const integers = (values: readonly number[]) => `[\n${wrappedList(values.map(String), '    ')}\n]`;
  const content = `# ${commentText(treeTitle(document))}; written by sdt export.
#
#   from tree import SoftDecisionTree
#   SoftDecisionTree().predict(X)
#
# X is ${isOfImages(document) ? `an array of images, ${document.inputShape.join(' x ')}, their pixels as the files have them` : 'a pandas frame, a dict of columns, or rows in the order of COLUMN_NAMES'}.
import base64

import numpy as np

CLASS_NAMES = [${classNames.map(pythonText).join(', ')}]
# Name, kind, offset, scale or words, and whether a feature says that the value is missing.
COLUMNS = ${columnsText(document)}
COLUMN_NAMES = [column[0] for column in COLUMNS]
MISSING = {${missingMarkers(document).map(pythonText).join(', ')}}
FEATURE_COUNT = ${tree.featureCount}
LEAF_POWER, DOUBT, MIXTURE_POWER = ${maxPath}, ${doubt}, ${mixture}
# Where the branches of each gate lead: the number of a gate, or -1 less the number of a leaf.
LEFTS = ${integers(lefts)}
RIGHTS = ${integers(rights)}
${helpers(tree.routing)}

FILTERS = ${floats(filters)}.reshape(-1, FEATURE_COUNT)
BIASES = ${floats(biases)}
BETAS = ${floats(betas)}
LEAF_LOGITS = ${floats(leafLogits)}.reshape(-1, len(CLASS_NAMES))
PLAIN_LEAVES = _softmax(LEAF_LOGITS, 1)
LEAVES = (1 - DOUBT) * _softmax(LEAF_LOGITS, LEAF_POWER) + DOUBT / len(CLASS_NAMES)
${estimator}`;
  return { content };
}

function columnsText(document: TreeDocument): string {
  const columns = inputColumns(document);
  const texts = columns.map(columnText);
  const [first] = texts;
  if (isOfImages(document) && first !== undefined && texts.every((text) => text === first))
    return `[("pixel%d" % index, ${first}) for index in range(${columns.length})]`;
  return `[\n${columns.map(({ name }, index) => `    (${pythonText(name)}, ${texts[index] ?? ''}),\n`).join('')}]`;
}

function columnText(column: InputColumn): string {
  const indicator = column.indicator ? 'True' : 'False';
  return column.kind === 'category'
    ? `"category", 0, [${column.categories.map(pythonText).join(', ')}], ${indicator}`
    : `"${column.kind}", ${column.offset}, ${column.scale}, ${indicator}`;
}

/** Probabilities of the branches of all gates. */
const branches: Readonly<Record<Routing, string>> = {
  soft: `    small = np.exp(-np.abs(z))
    right = np.where(z < 0, small, 1) / (1 + small)
    left = np.where(z < 0, 1, small) / (1 + small)`,
  hard: `    right = np.where(z > 0, 1.0, 0.0)
    left = 1 - right`,
};

const helpers = (routing: Routing): string => `

def _floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float64)


def _softmax(logits, power):
    weights = np.exp(power * (logits - logits.max(axis=1, keepdims=True)))
    return weights / weights.sum(axis=1, keepdims=True)


def _text(cell):
    """Text of a cell as a table has it; None where it is missing."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(cell, (float, np.floating)):
        if cell != cell:
            return None
        cell = int(cell) if cell == np.floor(cell) and abs(cell) < 2**53 else cell
    text = str(cell).strip()
    return None if text in MISSING else text


def _number(cell, name, kind, row):
    text = _text(cell)
    if text is None:
        return np.nan
    try:
        value = float(text)
    except ValueError:
        value = float(cell) if isinstance(cell, (bool, np.bool_)) else np.nan
    if kind == "truth value":
        value = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}.get(text.lower(), value if value in (0, 1) else np.nan)
    if not abs(value) <= np.finfo(np.float32).max:
        wanted = "yes or no" if kind == "truth value" else "a finite number"
        raise ValueError("row %d, %s: must be %s, found %r" % (row, name, wanted, cell))
    return value


def _numbers(cells, name, kind):
    if cells.dtype.kind in "biuf" and kind == "number":
        values = cells.astype(np.float64)
        if np.all(np.isnan(values) | (np.abs(values) <= np.finfo(np.float32).max)):
            return values
    return np.array([_number(cell, name, kind, row) for row, cell in enumerate(cells)], dtype=np.float64)


def _column_cells(X):
    """Cells of each column, as arrays."""
    if hasattr(X, "columns") or isinstance(X, dict):
        missing = [name for name in COLUMN_NAMES if name not in X]
        if missing:
            raise ValueError("X misses %r" % missing[0])
        return [np.asarray(X[name]) for name in COLUMN_NAMES]
    rows = X if isinstance(X, np.ndarray) else np.array(X, dtype=object)
    rows = rows.reshape(len(rows), -1)
    if rows.shape[1] != len(COLUMNS):
        raise ValueError("X must hold %d values in a row, found %d" % (len(COLUMNS), rows.shape[1]))
    return [rows[:, index] for index in range(len(COLUMNS))]


def features(X):
    """What the gates look at, an array [rows, FEATURE_COUNT] of float32."""
    columns = _column_cells(X)
    result = np.zeros((len(columns[0]), FEATURE_COUNT), np.float32)
    limit = ${featureLimit}
    at = 0
    for cells, (name, kind, offset, scale, indicator) in zip(columns, COLUMNS):
        if kind == "category":
            texts = [_text(cell) for cell in cells]
            places = {word: index for index, word in enumerate(scale)}
            for row, text in enumerate(texts):
                if text is not None:
                    result[row, at + places.get(text, len(scale))] = 1
            missing = [text is None for text in texts]
            at += len(scale) + 1
        else:
            values = _numbers(cells, name, kind)
            missing = np.isnan(values)
            if scale != 0:
                result[:, at] = np.where(missing, 0, np.clip((values - offset) * scale, -limit, limit))
            at += 1
        if indicator:
            result[:, at] = missing
            at += 1
    return result


def _paths(x):
    """Path probability of every leaf, [leaves, rows]."""
    z = BETAS[:, None] * (FILTERS @ x.astype(np.float64).T + BIASES[:, None])
${branches[routing]}
    arriving = np.ones((len(BIASES), len(x)))
    paths = np.ones((len(LEAF_LOGITS), len(x)))
    for gate in range(len(BIASES)):
        for place, share in ((LEFTS[gate], left[gate]), (RIGHTS[gate], right[gate])):
            if place < 0:
                paths[-1 - place] = arriving[gate] * share
            else:
                arriving[place] = arriving[gate] * share
    return paths


def _path_blocks(X):
    x = features(X)
    for start in range(0, max(1, len(x)), 2048):
        yield _paths(x[start : start + 2048])
`;

const estimator = `

class SoftDecisionTree:
    """Answers by the leaf of greatest path probability, or by the mixture of all leaves (answer="mixture")."""

    def __init__(self, answer="max path"):
        self.answer = answer

    @property
    def classes_(self):
        return np.array(CLASS_NAMES)

    @property
    def n_features_in_(self):
        return len(COLUMNS)

    @property
    def feature_names_in_(self):
        return np.array(COLUMN_NAMES, dtype=object)

    def get_params(self, deep=True):
        return {"answer": self.answer}

    def set_params(self, **params):
        for name, value in params.items():
            if name != "answer":
                raise ValueError("unknown parameter %r; there is answer" % name)
            self.answer = value
        return self

    def fit(self, X, y=None):
        raise NotImplementedError("this tree is trained already")

    def apply(self, X):
        """Leaf of greatest path probability of each row, counted from 0."""
        return np.concatenate([paths.argmax(axis=0) for paths in _path_blocks(X)])

    def path_probability(self, X):
        """Path probability of that leaf."""
        return np.concatenate([paths.max(axis=0) for paths in _path_blocks(X)])

    def predict_proba(self, X):
        """Class distribution of each row, [rows, classes], in the order of classes_."""
        if self.answer == "max path":
            return LEAVES[self.apply(X)]
        mixture = self._mixture(X)
        powers = (mixture / mixture.max(axis=1, keepdims=True)) ** MIXTURE_POWER
        return powers / powers.sum(axis=1, keepdims=True)

    def predict(self, X):
        """Class of each row."""
        if self.answer == "max path":
            return self.classes_[LEAF_LOGITS.argmax(axis=1)[self.apply(X)]]
        return self.classes_[self._mixture(X).argmax(axis=1)]

    def _mixture(self, X):
        if self.answer != "mixture":
            raise ValueError("answer must be 'max path' or 'mixture', found %r" % self.answer)
        return np.concatenate([paths.T @ PLAIN_LEAVES for paths in _path_blocks(X)])
`;
