import { Type } from 'typebox';
import { maximumDepth } from '../tree/complete-tree.js';
import { maximumClassCount } from '../data/class-names.js';
import { treeScores } from '../tree/tree-scores.js';
import type { DocumentOf } from './document-schema.js';
import { simplification } from './simplification-schema.js';
import { categories, differentNames, tableSchema } from './table-schema.js';
import { base64Pattern, float32, rowCounts, seed, weightRecord } from './fields.js';

const closed = { additionalProperties: false };
const names = (description: string) => Type.Array(Type.String(), { minItems: 1, description });
const numberOrList = Type.Union([float32(), Type.Array(float32(), { minItems: 1 })]);
const float32Array = (title: string) =>
  Type.String({
    title,
    contentEncoding: 'base64',
    pattern: base64Pattern,
    description: 'Little-endian float32 numbers, row-major, in base64.',
  });
const childPair = Type.Unsafe<readonly [left: number, right: number]>(
  Type.Array(Type.Integer({ minimum: 1 }), { minItems: 2, maxItems: 2 }),
);
const power = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1000, description });
const indicator = Type.Boolean({
  description: 'Whether a feature of its own says that the value is missing.',
});
const preparationStep = Type.Union([
  Type.Object(
    { kind: Type.Literal('affine'), offset: numberOrList, scale: numberOrList },
    {
      ...closed,
      description:
        'feature = (raw - offset) * scale, one number for all columns or one for each; 0 where the value is missing.',
    },
  ),
  Type.Object(
    {
      kind: Type.Literal('columns'),
      columns: Type.Array(
        Type.Union([
          Type.Object(
            { type: Type.Literal('number'), offset: float32(), scale: float32(), indicator },
            closed,
          ),
          Type.Object({ type: Type.Literal('category'), categories, indicator }, closed),
        ]),
        { minItems: 1 },
      ),
    },
    { ...closed, description: 'Features of each column by its kind, one behind the other.' },
  ),
]);
const { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability } = treeScores.properties;

/**
 * JSON schema (draft 2020-12) of the tree file, version 2, and its one definition. Published as `trees/schema.json`; a test
 * keeps the two equal and says how the file is made.
 * Sizes that depend on each other are checked by `decodeTree`, for a schema cannot say them.
 */
export const treeSchema = Type.Object(
  {
    format: Type.Literal('soft-decision-tree'),
    version: Type.Literal(2),
    toolVersion: Type.String({ description: 'Version of soft-decision-tree that wrote the file.' }),
    seed: seed(),
    topology: Type.Object(
      {
        depth: Type.Integer({ minimum: 0, maximum: maximumDepth, description: 'Most decisions on a path.' }),
        children: Type.Optional(
          Type.Array(Type.Union([childPair, Type.Null()]), {
            minItems: 1,
            description:
              'Left and right child of each node, null for a leaf; parents come before their children. Absent for a complete tree.',
          }),
        ),
        featureCount: Type.Integer({ minimum: 1 }),
        classCount: Type.Integer({ minimum: 2, maximum: maximumClassCount }),
      },
      {
        ...closed,
        description:
          'Binary tree with root 0. A complete one is in heap order: children of i are 2i+1 (left) and 2i+2 (right), leaves last. Gates and leaves are also counted among themselves, both in the order of the nodes.',
      },
    ),
    classNames: differentNames('One name for each class.'),
    featureNames: Type.Optional(names('One name for each feature; absent for images.')),
    inputShape: Type.Array(Type.Integer({ minimum: 1 }), {
      minItems: 1,
      maxItems: 3,
      description: '[height, width, channels] or [featureCount]; the product is featureCount.',
    }),
    table: Type.Optional(tableSchema),
    image: Type.Optional(
      Type.Object(
        {
          black: float32({ description: 'Raw value of a black pixel.' }),
          white: float32({ description: 'Raw value of a white pixel.' }),
          inverted: Type.Boolean({ description: 'Whether black and white of the files changed places.' }),
          resized: Type.Boolean({ description: 'Whether images were brought to this size.' }),
          background: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'Brightness behind transparent pixels of the files.',
          }),
          borderContrast: float32({
            description: 'Mean brightness of the border less that of the middle over the training images.',
          }),
        },
        { ...closed, description: 'How image files become raw values; absent for tables.' },
      ),
    ),
    preparation: Type.Array(preparationStep, {
      description: 'What makes features of raw values: steps in their order.',
    }),
    data: Type.Optional(
      Type.Object(
        {
          fingerprint: Type.String({ description: 'Of the raw values and labels of all rows.' }),
          rows: rowCounts,
          seed: seed({ description: 'Decides which rows go where.' }),
          labels: Type.Optional(Type.Integer({ minimum: 1 })),
          trainRows: Type.Optional(Type.Integer({ minimum: 1 })),
          weights: Type.Optional(weightRecord),
        },
        {
          ...closed,
          description: 'The data that the tree was trained on, and how its rows were chosen.',
        },
      ),
    ),
    training: Type.Object(
      {
        dataset: Type.String({ description: 'Name of the data set.' }),
        targets: Type.Enum(['hard', 'soft'], {
          description: "What the tree was fitted to: labels, or a teacher's soft targets.",
        }),
        settings: Type.Object({}, { description: 'Settings of the run, of any form.' }),
      },
      closed,
    ),
    routing: Type.Optional(
      Type.Literal('hard', {
        description:
          'Every gate sends all one way: right where its pre-activation is above 0. Absent: both ways, by its probability.',
      }),
    ),
    simplification: Type.Optional(
      Type.Array(simplification, {
        minItems: 1,
        description: 'How the tree that was trained was made simpler, in the order of the steps.',
      }),
    ),
    calibration: Type.Optional(
      Type.Object(
        {
          maxPath: power('For the distribution of a leaf.'),
          doubt: Type.Optional(
            Type.Number({
              minimum: 0,
              exclusiveMaximum: 1,
              description:
                'Share of the even distribution over the classes in the answer of a leaf, behind the power; 0 where absent.',
            }),
          ),
          mixture: power('For the mixture of the softmax(leafLogits[l]).'),
        },
        {
          ...closed,
          description:
            'Powers to which the probabilities of both answers are raised before they are normalized; 1 where absent.',
        },
      ),
    ),
    metrics: Type.Object(
      {
        maxPath,
        mixture,
        fidelity: Type.Optional(fidelity),
        mixtureFidelity: Type.Optional(mixtureFidelity),
        topPathProbability: Type.Optional(topPathProbability),
      },
      { ...closed, description: 'Measured on the test set.' },
    ),
    parameters: Type.Object(
      {
        filters: float32Array('[gates, featureCount]'),
        biases: float32Array('[gates]'),
        betas: float32Array('[gates]'),
        leafLogits: float32Array('[leaves, classCount]'),
      },
      {
        ...closed,
        description:
          'Gate i: p(right) = sigmoid(betas[i] * (x . filters[i] + biases[i])); leaf l: softmax(leafLogits[l]).',
      },
    ),
  },
  {
    ...closed,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:soft-decision-tree:tree-file:2',
    title: 'Soft decision tree, file format version 2',
  },
);

/** A tree document as plain JSON: the content of a tree file. */
export type EncodedTree = DocumentOf<typeof treeSchema>;

/** What version 1 of the file held: one affine step, and nothing of the data. */
export const treeSchema1 = Type.Object(
  {
    ...Type.Omit(treeSchema, [
      'version',
      'table',
      'image',
      'preparation',
      'data',
      'routing',
      'simplification',
      'calibration',
    ]).properties,
    version: Type.Literal(1),
    preprocessing: Type.Object({ offset: numberOrList, scale: numberOrList }, closed),
  },
  closed,
);

/** A tree document of version 1. */
export type EncodedTree1 = DocumentOf<typeof treeSchema1>;
