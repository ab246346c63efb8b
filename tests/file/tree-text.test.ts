import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../src/errors.js';
import { encodeFloat32 } from '../../src/file/float32-base64.js';
import type { TreeDocument } from '../../src/file/tree-document.js';
import { decodeTree, encodeTree } from '../../src/file/tree-encoding.js';
import { treeSchema } from '../../src/file/tree-schema.js';
import { parseTreeDocument, serializeTreeDocument } from '../../src/file/tree-text.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { predict } from '../../src/tree/prediction.js';
import type { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { completeTopology } from '../../src/tree/topology.js';
import { anyTopology, lopsidedTopology } from '../tree/any-topology.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';
import { exampleDocument } from './example-document.js';

const imageDocument: Omit<TreeDocument, 'tree'> = {
  format: 'soft-decision-tree',
  version: 2,
  toolVersion: '0.1.0',
  seed: 0,
  classNames: ['a', 'b', 'c'],
  inputShape: [2, 3, 1],
  preparation: [{ kind: 'affine', offset: 0, scale: 1 / 255 }],
  training: { dataset: 'images', targets: 'hard', settings: {} },
  metrics: { maxPath: 0, mixture: 1 },
};

type Json = Record<string, unknown>;

/** The example's text after a change to its JSON. */
function changed(change: (json: Json) => void): string {
  const json = JSON.parse(serializeTreeDocument(exampleDocument)) as Json;
  change(json);
  return JSON.stringify(json);
}

const inside = (json: Json, name: string): Json => json[name] as Json;

test('a document comes back as it was', () => {
  const read = parseTreeDocument(serializeTreeDocument(exampleDocument), 'tree.json');
  expect(read).toEqual(exampleDocument);
});

test('encoding without text (for pages) comes back as it was', () => {
  expect(decodeTree(encodeTree(exampleDocument))).toEqual(exampleDocument);
});

const completeTopologies = fc.integer({ min: 1, max: 6 }).map(completeTopology);

test('any tree comes back with the same bits and the same answers', () => {
  fc.assert(
    fc.property(
      fc.oneof(completeTopologies, anyTopology),
      fc.integer(),
      fc.boolean(),
      (topology, seed, isHard) => {
        fc.pre(topology.greatestDepth <= 12);
        const soft = randomTree({ topology, featureCount: 6, classCount: 3 }, seed);
        const tree = isHard ? hardenTree(soft) : soft;
        const document: TreeDocument = {
          ...imageDocument,
          tree,
        };
        const read = parseTreeDocument(serializeTreeDocument(document), 'tree.json');
        expect(read.tree).toEqual(tree);
        const features = randomFeatures(3, 6, seed);
        expect(predict(read.tree, features, 3)).toEqual(predict(tree, features, 3));
      },
    ),
    { numRuns: 30 },
  );
});

test('a complete tree is its depth alone, any other lists the children of its nodes', () => {
  const shape = { featureCount: 2, classCount: 2 };
  const written = (topology: ConstructorParameters<typeof SoftDecisionTree>[0]) =>
    encodeTree({ ...exampleDocument, tree: randomTree(topology, 1) }).topology;
  expect(written({ topology: completeTopology(2), ...shape })).toEqual({ depth: 2, ...shape });
  expect(written({ topology: lopsidedTopology, ...shape })).toEqual({
    depth: 4,
    children: [[2, 1], null, [3, 6], [4, 8], [7, 5], null, null, null, null],
    ...shape,
  });
});

test('the same document gives the same bytes, and reading and writing changes none', () => {
  const text = serializeTreeDocument(exampleDocument);
  expect(serializeTreeDocument({ ...exampleDocument })).toBe(text);
  expect(serializeTreeDocument(parseTreeDocument(text, 'tree.json'))).toBe(text);
  expect(text.endsWith('}\n')).toBe(true);
});

/**
 * After a change of `treeSchema`:
 * `npx tsx --eval "import('./src/file/tree-schema.ts').then(({ treeSchema }) => console.log(JSON.stringify(treeSchema, null, 2)))" > trees/schema.json`
 */
test('the published schema is the one that files are checked against', async () => {
  const published = await readFile(new URL('../../trees/schema.json', import.meta.url), 'utf8');
  expect(published).toBe(`${JSON.stringify(treeSchema, null, 2)}\n`);
});

test('the committed trees are read, and what is written of them is read as the same', async () => {
  for (const name of ['baseline', 'distilled']) {
    const text = await readFile(new URL(`../../trees/mnist/${name}.json`, import.meta.url), 'utf8');
    const document = parseTreeDocument(text, name);
    const again = serializeTreeDocument({ ...document, version: 2 });
    expect(parseTreeDocument(again, name)).toEqual({ ...document, version: 2 });
    expect(serializeTreeDocument(parseTreeDocument(again, name))).toBe(again);
  }
});

test('a file of version 1 is read: its one affine map is a step, and its features are the columns', () => {
  const { table, preparation, data, ...rest } = JSON.parse(serializeTreeDocument(exampleDocument)) as Json;
  expect([table, data, preparation]).toHaveLength(3);
  const old = { ...rest, version: 1, preprocessing: { offset: [1, 2], scale: 0.5 } };
  const document = parseTreeDocument(JSON.stringify(old), 'old.json');
  expect(document).toMatchObject({
    version: 2,
    preparation: [{ kind: 'affine', offset: [1, 2], scale: 0.5 }],
    table: { columns: exampleDocument.featureNames?.map((name) => ({ name, type: 'number' })) },
  });
  expect(document.tree).toEqual(exampleDocument.tree);
  expect(() => parseTreeDocument(JSON.stringify({ ...old, extra: 1 }), 'old.json')).toThrow(
    'old.json: the file has an unknown entry "extra"',
  );
});

test('columns of every kind and the record of the data come back as they were', () => {
  const { tree } = exampleDocument;
  const document: TreeDocument = {
    ...exampleDocument,
    featureNames: ['a', 'a is missing'],
    table: { label: 'kind', columns: [{ name: 'a', type: 'number' }] },
    preparation: [{ kind: 'columns', columns: [{ type: 'number', offset: 1, scale: 2, indicator: true }] }],
    data: { fingerprint: 'abc', rows: { train: 3, validation: 1, test: 1 }, seed: 4, trainRows: 3 },
    tree,
  };
  expect(parseTreeDocument(serializeTreeDocument(document), 'tree.json')).toEqual(document);
  const wide = { ...document, preparation: [] };
  expect(() => serializeTreeDocument(wide)).toThrow(
    'preparation must give 2 features (featureCount), found 1',
  );
});

/** The example's four leaves under other children. */
const forgedChildren = (
  [
    [
      'a depth that the children do not have',
      2,
      [[1, 2], null, [3, 4], [5, 6], null, null, null],
      'depth must be that of the deepest leaf, 3, found 2',
    ],
    [
      'a child before its parent',
      2,
      [[1, 2], [1, 3], null, null],
      'a child of node 1 must be a node after it without another parent, found 1',
    ],
    ['a node without a parent', 1, [[1, 2], null, null, null], 'node 3 must have a parent'],
    [
      'fewer leaves than parameters',
      1,
      [[1, 2], null, null],
      'parameters.filters must hold 2 numbers for 2 leaves, 2 features and 2 classes, found 6',
    ],
    ['no nodes', 0, [], 'topology.children must NOT have fewer than 1 items, found []'],
    [
      'a node of one child',
      1,
      [[1], null],
      'topology.children.0 must NOT have fewer than 2 items, found [1]',
    ],
  ] satisfies [string, number, readonly (readonly number[] | null)[], string][]
).map(([title, depth, children, message]): [string, string, string] => [
  title,
  changed((json) => Object.assign(inside(json, 'topology'), { depth, children })),
  message,
]);

describe('refuses to read', () => {
  const parameter = (name: string, values: Float32Array) =>
    changed((json) => (inside(json, 'parameters')[name] = encodeFloat32(values)));

  test.each<[string, string, string]>([
    ['text that is not JSON', '{', 'must be a tree file in JSON, found text that is not JSON'],
    ['an empty file', '', 'must be a tree file in JSON, found text that is not JSON'],
    ['other JSON', '[1]', 'must be a tree file ("format": "soft-decision-tree"), found no format'],
    ['null', 'null', 'must be a tree file ("format": "soft-decision-tree"), found no format'],
    [
      'another format',
      '{"format":"other"}',
      'must be a tree file ("format": "soft-decision-tree"), found "other"',
    ],
    ['another version', changed((json) => (json.version = 3)), 'must be of version 1 or 2, found version 3'],
    [
      'a missing entry',
      changed((json) => delete json.classNames),
      "the file must have required property 'classNames'",
    ],
    ['an unknown entry', changed((json) => (json.extra = 1)), 'the file has an unknown entry "extra"'],
    [
      'depth 40',
      changed((json) => (inside(json, 'topology').depth = 40)),
      'topology.depth must be <= 12, found 40',
    ],
    [
      'depth 0',
      changed((json) => (inside(json, 'topology').depth = 0)),
      'depth must be an integer from 1 to 12, found 0',
    ],
    ...forgedChildren,
    [
      'other targets',
      changed((json) => (inside(json, 'training').targets = 'none')),
      'training.targets must be hard or soft, found "none"',
    ],
    [
      'an accuracy in percent',
      changed((json) => (inside(json, 'metrics').maxPath = 96.3)),
      'metrics.maxPath must be <= 1, found 96.3',
    ],
    [
      'too few class names',
      changed((json) => (json.classNames = ['one'])),
      'classNames must have one entry for each class (2), found 1',
    ],
    [
      'too many feature names',
      changed((json) => (json.featureNames = ['a', 'b', 'c'])),
      'featureNames must have one entry for each feature (2), found 3',
    ],
    [
      'an input shape of another size',
      changed((json) => (json.inputShape = [2, 2, 1])),
      'inputShape must have a product of 2 (featureCount), found [2, 2, 1]',
    ],
    [
      'a list of offsets of another size',
      changed((json) => (json.preparation = [{ kind: 'affine', offset: [1], scale: 1 }])),
      'preparation.offset must have one entry for each feature (2), found 1',
    ],
    [
      'a parameter of a wrong size',
      parameter('filters', new Float32Array(5)),
      'parameters.filters must hold 6 numbers for 4 leaves, 2 features and 2 classes, found 5',
    ],
    [
      'a parameter that is not base64',
      changed((json) => (inside(json, 'parameters').betas = 'a b')),
      'parameters.betas must match pattern "^[A-Za-z0-9+/]*={0,2}$", found "a b"',
    ],
    [
      'a cut parameter',
      changed((json) => (inside(json, 'parameters').betas = 'AACAP')),
      'parameters.betas must be base64, found other characters or a wrong length',
    ],
    ['NaN', parameter('biases', Float32Array.of(0, NaN, 0)), 'biases[1] must be a finite number, found NaN'],
    [
      'an infinite number',
      parameter('leafLogits', Float32Array.of(0, 0, 0, 0, 0, 0, 0, Infinity)),
      'leafLogits[7] must be a finite number, found Infinity',
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseTreeDocument(text, 'some/tree.json')).toThrow(
      new InvalidInputError(`some/tree.json: ${message}`),
    );
  });

  test('a long value in one short line', () => {
    const text = changed((json) => (json.toolVersion = ['x'.repeat(1000), '\n']));
    let message = '';
    try {
      parseTreeDocument(text, 'tree.json');
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/toolVersion must be string, found \["xxx/);
    expect(message.length).toBeLessThan(140);
    expect(message).not.toContain('\n');
  });
});

describe('refuses to write', () => {
  test.each<[string, Partial<TreeDocument>, string]>([
    [
      'a metric that is not a number',
      { metrics: { maxPath: NaN, mixture: 1 } },
      'maxPath must be a finite number',
    ],
    [
      'a metric out of range',
      { metrics: { maxPath: 96, mixture: 1 } },
      'metrics.maxPath must be <= 1, found 96',
    ],
    [
      'an infinite setting',
      { training: { ...exampleDocument.training, settings: { rate: Infinity } } },
      'rate must be a finite number, found Infinity',
    ],
    [
      'class names that do not fit',
      { classNames: ['a'] },
      'classNames must have one entry for each class (2)',
    ],
  ])('%s', (_, change, message) => {
    expect(() => serializeTreeDocument({ ...exampleDocument, ...change })).toThrow(message);
  });
});

test('what is usual in the columns of a table comes back; counts or numbers that do not fit a column are refused', () => {
  const usual = {
    rows: 10,
    columns: [
      { missing: 1, numbers: { least: -1e30, low: 0, median: 0.25, high: 2, greatest: 3, decimals: 2 } },
      { missing: 0, counts: [4, 5, 1] },
    ],
  };
  const table = {
    columns: [
      { name: 'height', type: 'number' },
      { name: 'work', type: 'category', categories: ['x', 'y'] },
    ],
    usual,
  } as const;
  const words = { type: 'category', categories: ['x', 'y'], indicator: false } as const;
  const number = { type: 'number', offset: 0, scale: 1, indicator: false } as const;
  const document: TreeDocument = {
    ...exampleDocument,
    table,
    featureNames: undefined,
    inputShape: [4],
    preparation: [{ kind: 'columns', columns: [number, words] }],
    tree: randomTree({ depth: 1, featureCount: 4, classCount: 2 }, 1),
  };
  expect(parseTreeDocument(serializeTreeDocument(document), 'tree.json').table).toEqual(table);
  const written = (columns: readonly unknown[]) => {
    const json = JSON.parse(serializeTreeDocument(document)) as Json;
    return JSON.stringify({ ...json, table: { ...table, usual: { rows: 10, columns } } });
  };
  const [numbers, counts] = usual.columns;
  expect(() => parseTreeDocument(written([numbers]), 't.json')).toThrow(
    't.json: table.usual.columns must have one entry for each column (2), found 1',
  );
  expect(() => parseTreeDocument(written([numbers, { missing: 0, counts: [4, 6] }]), 't.json')).toThrow(
    't.json: table.usual.columns[1] must hold 3 counts, as "work" does',
  );
  expect(() => parseTreeDocument(written([counts, counts]), 't.json')).toThrow(
    't.json: table.usual.columns[0] must hold numbers, as "height" does',
  );
});
