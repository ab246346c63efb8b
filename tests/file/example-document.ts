import type { TreeDocument } from '../../src/file/tree-document.js';
import { handComputedTree } from '../tree/hand-computed-tree.js';

/** A valid document of a tabular tree. */
export const exampleDocument: TreeDocument = {
  format: 'soft-decision-tree',
  version: 2,
  toolVersion: '0.1.0',
  seed: 7,
  classNames: ['no', '</script><img src=x onerror=alert(1)>'],
  featureNames: ['height', 'größe "x"'],
  inputShape: [2],
  preparation: [{ kind: 'affine', offset: [0, 1.5], scale: 0.25 }],
  training: { dataset: 'example', targets: 'soft', settings: { epochs: 3, nested: { temperature: 2 } } },
  metrics: { maxPath: 0.9, mixture: 1, fidelity: 0.5 },
  tree: handComputedTree,
};
