const fraction = { type: 'number', minimum: 0, maximum: 1 };
const names = { type: 'array', items: { type: 'string' }, minItems: 1 };
const numberOrList = {
  anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' }, minItems: 1 }],
};
const float32Array = {
  type: 'string',
  contentEncoding: 'base64',
  pattern: '^[A-Za-z0-9+/]*={0,2}$',
  description: 'Little-endian float32 numbers, row-major, in base64.',
};

/**
 * JSON schema (draft 2020-12) of the tree file, version 1. Published as `trees/schema.json`; a test keeps the two equal.
 * Sizes that depend on each other are checked by `decodeTree`, for a schema cannot say them.
 */
export const treeSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:soft-decision-tree:tree-file:1',
  title: 'Soft decision tree, file format version 1',
  type: 'object',
  required: [
    'format',
    'version',
    'toolVersion',
    'seed',
    'topology',
    'classNames',
    'inputShape',
    'preprocessing',
    'training',
    'metrics',
    'parameters',
  ],
  additionalProperties: false,
  properties: {
    format: { const: 'soft-decision-tree' },
    version: { const: 1 },
    toolVersion: { type: 'string', description: 'Version of soft-decision-tree that wrote the file.' },
    seed: { type: 'integer' },
    topology: {
      type: 'object',
      description:
        'Complete binary tree; nodes in heap order: root 0, children of i are 2i+1 (left) and 2i+2 (right), leaves last.',
      required: ['depth', 'featureCount', 'classCount'],
      additionalProperties: false,
      properties: {
        depth: { type: 'integer', minimum: 1, maximum: 12 },
        featureCount: { type: 'integer', minimum: 1 },
        classCount: { type: 'integer', minimum: 2, maximum: 256 },
      },
    },
    classNames: { ...names, description: 'One name for each class.' },
    featureNames: { ...names, description: 'One name for each feature; absent for images.' },
    inputShape: {
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      minItems: 1,
      maxItems: 3,
      description: '[height, width, channels] or [featureCount]; the product is featureCount.',
    },
    preprocessing: {
      type: 'object',
      description: 'feature = (raw - offset) * scale, one number for all features or one for each.',
      required: ['offset', 'scale'],
      additionalProperties: false,
      properties: { offset: numberOrList, scale: numberOrList },
    },
    training: {
      type: 'object',
      required: ['dataset', 'targets', 'settings'],
      additionalProperties: false,
      properties: {
        dataset: { type: 'string' },
        targets: { enum: ['hard', 'soft'], description: "Labels, or a teacher's soft targets." },
        settings: { type: 'object', description: 'Settings of the run, of any form.' },
      },
    },
    metrics: {
      type: 'object',
      description: 'Measured on the test set.',
      required: ['maxPath', 'mixture'],
      additionalProperties: false,
      properties: {
        maxPath: { ...fraction, description: 'Accuracy by the leaf of greatest path probability.' },
        mixture: { ...fraction, description: 'Accuracy by the mixture over all leaves.' },
        fidelity: { ...fraction, description: "Share of max-path answers that equal the teacher's." },
        mixtureFidelity: { ...fraction, description: "Share of mixture answers that equal the teacher's." },
        topPathProbability: { ...fraction, description: 'Mean probability of the greatest path.' },
      },
    },
    parameters: {
      type: 'object',
      description:
        'Gate of inner node i: p(right) = sigmoid(betas[i] * (x . filters[i] + biases[i])); leaf l: softmax(leafLogits[l]).',
      required: ['filters', 'biases', 'betas', 'leafLogits'],
      additionalProperties: false,
      properties: {
        filters: { ...float32Array, title: '[2^depth - 1, featureCount]' },
        biases: { ...float32Array, title: '[2^depth - 1]' },
        betas: { ...float32Array, title: '[2^depth - 1]' },
        leafLogits: { ...float32Array, title: '[2^depth, classCount]' },
      },
    },
  },
};
