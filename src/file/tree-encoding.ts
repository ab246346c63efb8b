import { preparedWidth } from '../data/preparation.js';
import type { RawColumn } from '../data/table/raw-column.js';
import type { UsualTable } from '../data/usual-values.js';
import { InvalidInputError } from '../errors.js';
import { uncalibrated } from '../tree/calibration.js';
import { parameterNames, parameterSizes, SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { treeShape } from '../tree/tree-shape.js';
import { decodeFloat32, encodeFloat32 } from './float32-base64.js';
import { treeFileFormat, treeFileVersion, type TreeDocument } from './tree-document.js';
import type { EncodedTree, EncodedTree1 } from './tree-schema.js';

type ParameterName = (typeof parameterNames)[number];

/**
 * Plain JSON of a document, keys always in the same order. Needs neither Node nor code generation: for browsers too.
 *
 * @throws {InvalidInputError} when sizes do not fit each other
 */
export function encodeTree(document: TreeDocument): EncodedTree {
  const { tree, featureNames } = document;
  const { calibration } = tree;
  const { filters, biases, betas, leafLogits } = tree.parameters;
  const encoded: EncodedTree = {
    format: treeFileFormat,
    version: treeFileVersion,
    toolVersion: document.toolVersion,
    seed: document.seed,
    topology: tree.shape,
    classNames: document.classNames,
    featureNames,
    inputShape: document.inputShape,
    table: document.table,
    image: document.image,
    preparation: document.preparation,
    data: document.data,
    training: document.training,
    routing: tree.routing === 'hard' ? 'hard' : undefined,
    simplification: document.simplification,
    calibration: calibration === uncalibrated ? undefined : calibration,
    metrics: document.metrics,
    parameters: {
      filters: encodeFloat32(filters),
      biases: encodeFloat32(biases),
      betas: encodeFloat32(betas),
      leafLogits: encodeFloat32(leafLogits),
    },
  };
  assertSizes(encoded);
  return encoded;
}

/**
 * The document of a plain JSON value that has the form of `EncodedTree` (the schema checks that for files).
 *
 * @throws {InvalidInputError} when sizes do not fit each other or a parameter is not a finite number
 */
export function decodeTree(written: EncodedTree | EncodedTree1): TreeDocument {
  const encoded = upgraded(written);
  const { topology, parameters, calibration, routing, ...rest } = encoded;
  const shape = treeShape(topology);
  assertSizes(encoded);
  const sizes = parameterSizes(shape);
  const decode = (name: ParameterName): Float32Array => {
    let values: Float32Array;
    try {
      values = decodeFloat32(parameters[name]);
    } catch (error) {
      throw error instanceof InvalidInputError
        ? new InvalidInputError(`parameters.${name} ${error.message}`)
        : error;
    }
    if (values.length !== sizes[name]) {
      throw new InvalidInputError(
        `parameters.${name} must hold ${sizes[name]} numbers for ${shape.topology.leafCount} leaves, ` +
          `${topology.featureCount} features and ${topology.classCount} classes, found ${values.length}`,
      );
    }
    return values;
  };
  const tree = new SoftDecisionTree(
    shape,
    {
      filters: decode('filters'),
      biases: decode('biases'),
      betas: decode('betas'),
      leafLogits: decode('leafLogits'),
    },
    calibration,
    routing,
  );
  return { ...rest, tree };
}

/** A document of version 1 as version 2 says it: names of features were those of the columns. */
function upgraded(encoded: EncodedTree | EncodedTree1): EncodedTree {
  if (encoded.version !== 1) return encoded;
  const { preprocessing, featureNames, ...rest } = encoded;
  return {
    ...rest,
    version: treeFileVersion,
    featureNames,
    table: featureNames && { columns: featureNames.map((name) => ({ name, type: 'number' })) },
    preparation: [{ kind: 'affine', ...preprocessing }],
  };
}

function assertSizes({
  topology,
  classNames,
  featureNames,
  inputShape,
  table,
  preparation,
}: EncodedTree): void {
  const { featureCount, classCount } = topology;
  assertLength('classNames', classNames, classCount, 'class');
  if (featureNames !== undefined) assertLength('featureNames', featureNames, featureCount, 'feature');
  const inputs = inputShape.reduce((product, size) => product * size, 1);
  if (inputs !== featureCount) {
    throw new InvalidInputError(
      `inputShape must have a product of ${featureCount} (featureCount), found [${inputShape.join(', ')}]`,
    );
  }
  const names = table?.columns.map(({ name }) => name) ?? [];
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second !== undefined) {
    throw new InvalidInputError(
      `table.columns must have different names, found ${JSON.stringify(second)} twice`,
    );
  }
  const columnCount = table?.columns.length ?? inputs;
  if (table?.usual !== undefined) assertUsual(table.usual, table.columns);
  for (const step of preparation) {
    if (step.kind === 'columns') assertLength('preparation.columns', step.columns, columnCount, 'column');
    else {
      for (const name of ['offset', 'scale'] as const) {
        const value = step[name];
        if (typeof value !== 'number') assertLength(`preparation.${name}`, value, columnCount, 'feature');
      }
    }
  }
  const width = preparedWidth(preparation, columnCount);
  if (width !== featureCount) {
    throw new InvalidInputError(
      `preparation must give ${featureCount} features (featureCount), found ${width}`,
    );
  }
}

function assertUsual({ columns }: UsualTable, raw: readonly RawColumn[]): void {
  assertLength('table.usual.columns', columns, raw.length, 'column');
  for (const [index, column] of raw.entries()) {
    const { counts, numbers } = columns[index] ?? {};
    const words = column.type === 'category' ? column.categories.length + 1 : 2;
    const isOfColumn = column.type === 'number' ? counts === undefined : counts?.length === words;
    if (isOfColumn && (column.type === 'number' || numbers === undefined)) continue;
    throw new InvalidInputError(
      `table.usual.columns[${index}] must hold ${column.type === 'number' ? 'numbers' : `${words} counts`}, as ${JSON.stringify(column.name)} does`,
    );
  }
}

function assertLength(name: string, list: readonly unknown[], length: number, what: string): void {
  if (list.length !== length) {
    throw new InvalidInputError(
      `${name} must have one entry for each ${what} (${length}), found ${list.length}`,
    );
  }
}
