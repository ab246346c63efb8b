import { OnnxModelBuilder, type OnnxSignature } from '../../compile/onnx/model-builder.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { Routing } from '../../tree/branch-probability.js';
import { uncalibrated } from '../../tree/calibration.js';
import { leafClasses, leafDistributions } from '../../tree/leaf-distributions.js';
import type { Exported } from '../exported.js';
import { gateMatrix, pathFactors } from '../gate-matrix.js';
import {
  featureLimit32,
  inputColumns,
  isNumberInput,
  isOfImages,
  isWordInput,
  missingMarkers,
  type NumberInput,
  type WordInput,
} from '../../file/input-columns.js';

type Signatures = [name: string, signature: OnnxSignature][];

/** Features of a batch, and which of the tree's they are; -1 for what no gate looks at. */
interface PreparedBatch {
  readonly name: string;
  readonly features: readonly number[];
}

/** A model for onnxruntime and others: raw rows in, both answers out, any number of rows. */
export function writeOnnx(document: TreeDocument): Exported {
  const { tree, classNames } = document;
  const { leafCount, classCount } = tree;
  const model = new OnnxModelBuilder();
  const inputs: Signatures = [];
  const prepared = isOfImages(document)
    ? preparedPixels(model, document, inputs)
    : preparedTable(model, document, inputs);
  const float = (values: Float32Array, shape: readonly number[]) => model.constant(values, shape, 'float32');

  const batch = model.node('Shape', [prepared.name], { start: 0, end: 1 });
  const column = model.node('Concat', [batch, model.int64([1])], { axis: 0 });
  const ones = model.node('Expand', [float(Float32Array.of(1), [1, 1]), column]);
  const gates = [ones];
  if (tree.innerNodeCount > 0) {
    const { weights, offsets } = gateMatrix(tree, prepared.features);
    const weightsName = float(weights, [prepared.features.length, tree.innerNodeCount]);
    const z = model.node('Gemm', [prepared.name, weightsName, float(offsets, [tree.innerNodeCount])]);
    gates.push(...branchNodes(model, tree.routing, z));
  }
  const branches = model.node('Concat', gates, { axis: 1 });
  const { factors, depth } = pathFactors(tree);
  const factorsName = model.wideConstant(BigInt64Array.from(factors, BigInt), [leafCount, depth]);
  const turns = model.node('Gather', [branches, factorsName], { axis: 1 });
  const paths = model.node('ReduceProd', [turns, model.int64([2])], { keepdims: 0 });

  model.node('ArgMax', [paths], { axis: 1, keepdims: 0 }, 'leaf');
  model.node('ReduceMax', [paths, model.int64([1])], { keepdims: 0 }, 'path_probability');
  const leaves = float(Float32Array.from(leafDistributions(tree)), [leafCount, classCount]);
  model.node('Gather', [leaves, 'leaf'], { axis: 0 }, 'distribution');
  const leafNames = Array.from(leafClasses(tree), (index) => classNames[index] ?? '');
  model.node('Gather', [model.texts(leafNames), 'leaf'], { axis: 0 }, 'class');
  writeMixture(model, document, paths);

  const outputs: Signatures = [
    ['class', { shape: ['batch'], elementType: 'string' }],
    ['distribution', { shape: ['batch', classCount], elementType: 'float32' }],
    ['leaf', { shape: ['batch'], elementType: 'int64' }],
    ['path_probability', { shape: ['batch'], elementType: 'float32' }],
    ['mixture_class', { shape: ['batch'], elementType: 'string' }],
    ['mixture_distribution', { shape: ['batch', classCount], elementType: 'float32' }],
  ];
  const columns = inputColumns(document);
  const namesOf = (some: readonly { readonly name: string }[]) =>
    JSON.stringify(some.map(({ name }) => name));
  const content = model.encode('soft-decision-tree', inputs, outputs, {
    class_names: JSON.stringify(classNames),
    ...(isOfImages(document)
      ? {}
      : { numbers: namesOf(columns.filter(isNumberInput)), words: namesOf(columns.filter(isWordInput)) }),
  });
  return { content };
}

/** Probabilities of the left branches and of the right ones. */
function branchNodes(model: OnnxModelBuilder, routing: Routing, z: string): readonly [string, string] {
  if (routing === 'soft')
    return [model.node('Sigmoid', [model.node('Neg', [z])]), model.node('Sigmoid', [z])];
  const isRight = model.node('Greater', [z, model.constant(0, [], 'float32')]);
  const [left, right] = [model.node('Not', [isRight]), isRight];
  return [model.node('Cast', [left], { to: floatType }), model.node('Cast', [right], { to: floatType })];
}

function writeMixture(model: OnnxModelBuilder, { tree, classNames }: TreeDocument, paths: string): void {
  const { leafCount, classCount, calibration } = tree;
  const distributions = Float32Array.from(leafDistributions(tree, uncalibrated));
  const leaves = model.constant(distributions, [leafCount, classCount], 'float32');
  const mixture = model.node(
    'MatMul',
    [paths, leaves],
    {},
    calibration.mixture === 1 ? 'mixture_distribution' : undefined,
  );
  const best = model.node('ArgMax', [mixture], { axis: 1, keepdims: 0 });
  model.node('Gather', [model.texts(classNames), best], { axis: 0 }, 'mixture_class');
  if (calibration.mixture === 1) return;
  const axis = model.int64([1]);
  const shares = model.node('Div', [mixture, model.node('ReduceMax', [mixture, axis], { keepdims: 1 })]);
  const powers = model.node('Pow', [shares, model.constant(calibration.mixture, [], 'float32')]);
  model.node(
    'Div',
    [powers, model.node('ReduceSum', [powers, axis], { keepdims: 1 })],
    {},
    'mixture_distribution',
  );
}

/** Pixels are float32, as they come in. */
function preparedPixels(model: OnnxModelBuilder, document: TreeDocument, inputs: Signatures): PreparedBatch {
  inputs.push(['pixels', { shape: ['batch', ...document.inputShape], elementType: 'float32' }]);
  const columns = inputColumns(document).filter(isNumberInput);
  const rows = model.node('Flatten', ['pixels'], { axis: 1 });
  const constant = (of: (column: NumberInput) => number) => {
    const values = Float32Array.from(columns, of);
    const [first = 0] = values;
    return values.every((value) => value === first)
      ? model.constant(first, [1, 1], 'float32')
      : model.constant(values, [1, values.length], 'float32');
  };
  const scaled = model.node('Mul', [
    model.node('Sub', [rows, constant(({ offset }) => offset)]),
    constant(({ scale }) => scale),
  ]);
  const zero = model.constant(0, [], 'float32');
  const present = model.node('Where', [model.node('IsNaN', [rows]), zero, scaled]);
  const limits = [-featureLimit32, featureLimit32].map((limit) => model.constant(limit, [], 'float32'));
  return { name: model.node('Clip', [present, ...limits]), features: columns.map(({ feature }) => feature) };
}

/** Numbers are centred and scaled in float64; words are texts, empty where they are missing. */
function preparedTable(model: OnnxModelBuilder, document: TreeDocument, inputs: Signatures): PreparedBatch {
  const columns = inputColumns(document);
  const numbers = columns.filter(isNumberInput);
  const words = columns.filter(isWordInput);
  const parts: string[] = [];
  const features: number[] = [];
  if (numbers.length > 0) {
    inputs.push(['numbers', { shape: ['batch', numbers.length], elementType: 'float64' }]);
    const double = (...values: number[]) =>
      model.wideConstant(Float64Array.from(values), values.length === 1 ? [] : [1, values.length]);
    const row = (of: (column: NumberInput) => number) =>
      model.wideConstant(Float64Array.from(numbers, of), [1, numbers.length]);
    const isMissing = model.node('IsNaN', ['numbers']);
    const centred = model.node('Sub', ['numbers', row(({ offset }) => offset)]);
    const scaled = model.node('Mul', [centred, row(({ scale }) => scale)]);
    const present = model.node('Where', [isMissing, double(0), scaled]);
    const clipped = model.node('Clip', [present, double(-featureLimit32), double(featureLimit32)]);
    parts.push(
      model.node('Cast', [clipped], { to: floatType }),
      model.node('Cast', [isMissing], { to: floatType }),
    );
    features.push(
      ...numbers.map(({ feature }) => feature),
      ...numbers.map(({ feature, indicator }) => (indicator ? feature + 1 : -1)),
    );
  }
  if (words.length > 0) inputs.push(['words', { shape: ['batch', words.length], elementType: 'string' }]);
  for (const [index, word] of words.entries()) {
    parts.push(wordFeatures(model, word, index, missingMarkers(document)));
    features.push(
      ...Array.from({ length: word.categories.length + 2 }, (_, place) =>
        place > word.categories.length && !word.indicator ? -1 : word.feature + place,
      ),
    );
  }
  return { name: model.node('Concat', parts, { axis: 1 }), features };
}

const floatType = 1;

/** One feature for each word, one for any other, one for none. */
function wordFeatures(
  model: OnnxModelBuilder,
  { categories }: WordInput,
  index: number,
  markers: readonly string[],
): string {
  const text = model.node('Gather', ['words', model.int64([index])], { axis: 1 });
  const present = categories.flatMap((word, place) => (markers.includes(word) ? [] : [{ word, place }]));
  const number = model.numbersOfTexts(text, {
    keys: [...markers, ...present.map(({ word }) => word)],
    values: [...markers.map(() => categories.length + 1), ...present.map(({ place }) => place)],
    otherwise: categories.length,
  });
  const all = Array.from({ length: categories.length + 2 }, (_, place) => BigInt(place));
  const chosen = model.node('Equal', [number, model.wideConstant(BigInt64Array.from(all), [1, all.length])]);
  return model.node('Cast', [chosen], { to: floatType });
}
