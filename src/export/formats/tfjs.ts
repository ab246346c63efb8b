import { InvalidInputError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { Routing } from '../../tree/branch-probability.js';
import { uncalibrated } from '../../tree/calibration.js';
import { leafClasses, leafDistributions } from '../../tree/leaf-distributions.js';
import type { Exported, ExportOptions } from '../exported.js';
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
import { TfjsGraph } from '../tfjs-graph.js';

/** TensorFlow.js has float32 alone: how far a feature may be off for the rounding of its raw value. */
const mostRounding = 2e-5;

/** A graph model of TensorFlow.js: raw rows in, both answers out, any number of rows. Its weights lie beside it. */
export function writeTfjs(document: TreeDocument, { name = 'tree' }: ExportOptions): Exported {
  const { tree, classNames } = document;
  const { leafCount, classCount, innerNodeCount, calibration } = tree;
  const graph = new TfjsGraph();
  const columns = inputColumns(document);
  const numbers = columns.filter(isNumberInput);
  const words = columns.filter(isWordInput);
  const features: number[] = [];
  const parts = [
    ...(numbers.length > 0 ? [numberFeatures(graph, document, numbers, features)] : []),
    ...(words.length > 0 ? [wordFeatures(graph, words, missingMarkers(document), features)] : []),
  ];
  const prepared = graph.concat(parts.flat(), 1);

  const first = graph.gather(prepared, graph.constant(Int32Array.of(0), [1]), 1);
  const gates = [graph.node('OnesLike', [first])];
  if (innerNodeCount > 0) {
    const { weights, offsets } = gateMatrix(tree, features);
    const product = graph.node(
      'MatMul',
      [prepared, graph.constant(weights, [features.length, innerNodeCount])],
      {
        transpose_a: { b: false },
        transpose_b: { b: false },
      },
    );
    const z = graph.node('AddV2', [product, graph.constant(offsets, [innerNodeCount])]);
    gates.push(...branchNodes(graph, tree.routing, z));
  }
  const { factors, depth } = pathFactors(tree);
  const turns = graph.gather(
    graph.concat(gates, 1),
    graph.constant(Int32Array.from(factors), [leafCount, depth]),
    1,
  );
  const paths = graph.reduce('Prod', turns, 2, false);

  graph.node('ArgMax', [paths, graph.integer(1)], {}, 'leaf');
  graph.reduce('Max', paths, 1, false, 'path_probability');
  const leaves = (values: Float64Array) => graph.constant(Float32Array.from(values), [leafCount, classCount]);
  graph.gather(leaves(leafDistributions(tree)), 'leaf', 0, 'distribution');
  graph.gather(graph.constant(Int32Array.from(leafClasses(tree)), [leafCount]), 'leaf', 0, 'class');
  const mixture = graph.node('MatMul', [paths, leaves(leafDistributions(tree, uncalibrated))], {
    transpose_a: { b: false },
    transpose_b: { b: false },
  });
  graph.node('ArgMax', [mixture, graph.integer(1)], {}, 'mixture_class');
  const shares = graph.node('RealDiv', [mixture, graph.reduce('Max', mixture, 1, true)]);
  const powers = graph.node('Pow', [shares, graph.constant(Float32Array.of(calibration.mixture), [])]);
  graph.node('RealDiv', [powers, graph.reduce('Sum', powers, 1, true)], {}, 'mixture_distribution');

  const weightsFile = `${name}.weights.bin`;
  const { model, weights } = graph.files(
    {
      class: { dtype: 'int32', shape: [-1] },
      distribution: { dtype: 'float32', shape: [-1, classCount] },
      leaf: { dtype: 'int32', shape: [-1] },
      path_probability: { dtype: 'float32', shape: [-1] },
      mixture_class: { dtype: 'int32', shape: [-1] },
      mixture_distribution: { dtype: 'float32', shape: [-1, classCount] },
    },
    weightsFile,
    {
      classNames,
      ...(isOfImages(document)
        ? {}
        : { numbers: numbers.map(({ name }) => name), words: words.map(({ name }) => name) }),
    },
  );
  return { content: model, beside: { [weightsFile]: weights } };
}

/** Probabilities of the left branches and of the right ones. */
function branchNodes(graph: TfjsGraph, routing: Routing, z: string): readonly [string, string] {
  if (routing === 'soft')
    return [graph.node('Sigmoid', [graph.node('Neg', [z])]), graph.node('Sigmoid', [z])];
  const isRight = graph.node('Greater', [z, graph.constant(Float32Array.of(0), [])]);
  return [graph.toFloat(graph.node('LogicalNot', [isRight])), graph.toFloat(isRight)];
}

/** Numbers and, for tables, whether each is missing. */
function numberFeatures(
  graph: TfjsGraph,
  document: TreeDocument,
  numbers: readonly NumberInput[],
  features: number[],
): string[] {
  const tooFine = numbers.find(({ offset, scale }) => Math.abs(offset * scale) * 2 ** -24 > mostRounding);
  if (tooFine !== undefined) {
    throw new InvalidInputError(
      `tfjs computes in float32, which cannot tell the values of column ${JSON.stringify(tooFine.name)} apart: they are spread by ${Number((1 / tooFine.scale).toPrecision(3))} around ${tooFine.offset}`,
    );
  }
  const count = numbers.length;
  const isImage = isOfImages(document);
  const raw = isImage
    ? graph.node('Reshape', [
        graph.input('pixels', { dtype: 'float32', shape: [-1, ...document.inputShape] }),
        graph.integer(-1, count),
      ])
    : graph.input('numbers', { dtype: 'float32', shape: [-1, count] });
  const row = (of: (column: NumberInput) => number) =>
    graph.constant(Float32Array.from(numbers, of), [1, count]);
  const centred = graph.node('Sub', [raw, row(({ offset }) => offset)]);
  const scaled = graph.node('Mul', [centred, row(({ scale }) => scale)]);
  const isMissing = graph.node('IsNan', [raw]);
  const zero = graph.node('ZerosLike', [raw]);
  const present = graph.node('SelectV2', [isMissing, zero, scaled]);
  const limit = (value: number) => graph.constant(Float32Array.of(value), []);
  const clipped = graph.node('ClipByValue', [present, limit(-featureLimit32), limit(featureLimit32)]);
  features.push(...numbers.map(({ feature }) => feature));
  if (isImage) return [clipped];
  features.push(...numbers.map(({ feature, indicator }) => (indicator ? feature + 1 : -1)));
  return [clipped, graph.toFloat(isMissing)];
}

/** Of each column a feature for each word, one for any other word, and one for none. */
function wordFeatures(
  graph: TfjsGraph,
  words: readonly WordInput[],
  markers: readonly string[],
  features: number[],
): string[] {
  graph.input('words', { dtype: 'string', shape: [-1, words.length] });
  return words.flatMap(({ categories, indicator, feature }, index) => {
    const cells = graph.node('Slice', ['words', graph.integer(0, index), graph.integer(-1, 1)]);
    const equal = (texts: readonly string[]) =>
      graph.toFloat(graph.node('Equal', [cells, graph.constant(texts, [1, texts.length])]));
    const places = categories.flatMap((word, place) => (markers.includes(word) ? [] : [place]));
    const known = places.map((place) => categories[place] ?? '');
    const missing = graph.reduce('Sum', equal(markers), 1, true);
    const chosen = known.length > 0 ? [equal(known)] : [];
    const found = chosen.map((one) => graph.reduce('Sum', one, 1, true));
    const other = [missing, ...found].reduce(
      (rest, part) => graph.node('Sub', [rest, part]),
      graph.node('OnesLike', [missing]),
    );
    features.push(
      ...places.map((place) => feature + place),
      feature + categories.length,
      indicator ? feature + categories.length + 1 : -1,
    );
    return [...chosen, other, missing];
  });
}
