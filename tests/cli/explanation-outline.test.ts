import { expect, test } from '@jest/globals';
import { explanationDocument } from '../../src/cli/explanation-document.js';
import { explanationOutline } from '../../src/cli/explanation-outline.js';
import { noColors } from '../../src/cli/colors.js';
import { outlineText } from '../../src/cli/outline.js';
import { explain } from '../../src/tree/explanation.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { smallDocument } from './small-tree.js';

const document = smallDocument({ inputShape: [1, 2, 1], featureNames: undefined, table: undefined });
const features = Float32Array.of(2, 0.25);
const explanation = explain(document.tree, features);
const decision = { document, explanation, sample: { title: 'photo.png', features }, table: undefined };

test('each gate of an image tells evidence, bias and the classes of each side', () => {
  const lines = outlineText(explanationOutline(decision), noColors, 100);
  expect(lines).toEqual(
    expect.arrayContaining([
      '  1. Node 0: right with 95 %; 95 % so far',
      '     Log-odds +3 = evidence of the pixels +4, bias −1',
      '     Left leads to "blue" or "green"; right to "green" or "red"',
      '     Log-odds −0.5 = evidence of the pixels +0.5, bias −1',
      '     Left leads to "red"; right to "green"',
    ]),
  );
  expect(lines.join(' ')).toContain('what the pixels say to its filter (evidence) and its bias');
});

test('JSON of an image has evidence and bias, which add up to the log-odds', () => {
  const { steps } = explanationDocument(decision);
  expect(steps).toMatchObject([
    {
      node: 0,
      evidence: 4,
      bias: -1,
      preActivation: 3,
      reachable: { left: [{ name: 'blue' }, { name: 'green' }] },
    },
    { node: 2, evidence: 0.5, bias: -1, preActivation: -0.5, reachable: { right: [{ name: 'green' }] } },
  ]);
});

test('a side that leads to every class of many is told so', () => {
  const classCount = 8;
  const size = { depth: 4, featureCount: 2, classCount };
  const leaves = Float32Array.from({ length: 16 * classCount }, (_, at) =>
    at % classCount === Math.floor(at / classCount) % classCount ? 3 : 0,
  );
  const zeros = new Float32Array(15);
  const tree = new SoftDecisionTree(size, {
    filters: new Float32Array(30),
    biases: zeros,
    betas: zeros.map(() => 1),
    leafLogits: leaves,
  });
  const classNames = Array.from({ length: classCount }, (_, index) => `class ${index}`);
  const many = {
    ...decision,
    document: { ...document, tree, classNames },
    explanation: explain(tree, features),
  };
  expect(outlineText(explanationOutline(many), noColors, 100)).toContain(
    '     Left leads to any class; right to any class',
  );
});
