import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { treeFileFormat, treeFileVersion, type TreeDocument } from '../../src/file/tree-document.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';

/**
 * Depth 2, two features, three classes. The root looks at the first feature, both nodes below at the second; leaves say
 * red, green, blue, green with logits of 3.
 */
export function smallTree(): SoftDecisionTree {
  return new SoftDecisionTree(
    { depth: 2, featureCount: 2, classCount: 3 },
    {
      filters: Float32Array.of(2, 0, 0, 2, 0, 2),
      biases: Float32Array.of(-1, -1, -1),
      betas: Float32Array.of(1, 1, 1),
      leafLogits: Float32Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 3, 0),
    },
  );
}

export function smallDocument(change: Partial<TreeDocument> = {}): TreeDocument {
  return {
    format: treeFileFormat,
    version: treeFileVersion,
    toolVersion: '0.0.0',
    seed: 1,
    classNames: ['blue', 'green', 'red'],
    featureNames: ['size', 'weight'],
    inputShape: [2],
    table: {
      label: 'label',
      columns: [
        { name: 'size', type: 'number' },
        { name: 'weight', type: 'number' },
      ],
    },
    preparation: [{ kind: 'affine', offset: 0, scale: 1 }],
    training: { dataset: 'stones', targets: 'soft', settings: {} },
    metrics: { maxPath: 1, mixture: 1 },
    tree: smallTree(),
    ...change,
  };
}

/** A table of three classes that a small tree learns in moments; the same bytes every time. */
export function stonesCsv(rows = 120): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = ['blue', 'green', 'red'][row % 3] ?? '';
    const spread = ((row * 37) % 50) / 100;
    const [size, weight] =
      row % 3 === 0 ? [spread, spread / 2] : row % 3 === 1 ? [spread, 2 + spread] : [2 + spread, spread];
    return `${size.toFixed(3)},${weight.toFixed(3)},${label}`;
  });
  return `size,weight,label\n${lines.join('\n')}\n`;
}

/** Runs `work` in a new folder that holds `stones.csv`, and removes it afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-cli-'));
  try {
    await writeFile(path.join(folder, 'stones.csv'), stonesCsv());
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
