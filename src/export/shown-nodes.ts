import type { TreeDocument } from '../file/tree-document.js';
import { leafClasses, leafDistribution } from '../tree/leaf-distributions.js';
import { percentText } from '../render/number-text.js';
import { plainLine } from './source-text.js';

/** A node as a reader meets it. */
export interface ShownNode {
  readonly node: number;
  readonly depth: number;
  /** `rest` stands for all that is below a node deeper than asked for. */
  readonly kind: 'gate' | 'leaf' | 'rest';
  /** What a leaf answers, the likeliest class first, or what is below; nothing of a gate. */
  readonly answers: readonly string[];
}

const namedClasses = 4;

/** The nodes of the first levels of decisions, in their order. */
export function shownNodes({ tree, classNames }: TreeDocument, depth = Infinity): ShownNode[] {
  const { topology } = tree;
  const nameOf = (index: number) => `"${plainLine(classNames[index] ?? '')}"`;
  const classes = leafClasses(tree);
  const answersOf = (leaf: number): string[] => {
    const distribution = leafDistribution(tree, leaf);
    const ranked = [...distribution.keys()].sort((a, b) => (distribution[b] ?? 0) - (distribution[a] ?? 0));
    const others = ranked
      .filter((index) => index !== classes[leaf] && (distribution[index] ?? 0) >= 0.05)
      .slice(0, namedClasses)
      .map((index) => `${nameOf(index)} ${percentText(distribution[index] ?? 0)}`);
    const best = classes[leaf] ?? 0;
    return [`${nameOf(best)} ${percentText(distribution[best] ?? 0)}`, ...others];
  };
  const below = new Map<number, number[]>();
  const leavesBelow = (node: number): number[] => {
    const known = below.get(node);
    if (known !== undefined) return known;
    const found = topology.isLeaf(node)
      ? [topology.leafOf(node)]
      : [...leavesBelow(topology.left(node)), ...leavesBelow(topology.right(node))];
    below.set(node, found);
    return found;
  };
  const restOf = (node: number): string => {
    const leaves = leavesBelow(node);
    const answers = [...new Set(leaves.map((leaf) => classes[leaf] ?? 0))].sort((a, b) => a - b);
    const more = answers.length > namedClasses ? ` and ${answers.length - namedClasses} more` : '';
    return `${leaves.length} leaves: ${answers.slice(0, namedClasses).map(nameOf).join(', ')}${more}`;
  };
  const shown: ShownNode[] = [];
  for (let node = 0; node < topology.nodeCount; node++) {
    const at = topology.depth(node);
    if (at > depth) continue;
    const base = { node, depth: at };
    if (topology.isLeaf(node))
      shown.push({ ...base, kind: 'leaf', answers: answersOf(topology.leafOf(node)) });
    else if (at === depth) shown.push({ ...base, kind: 'rest', answers: [restOf(node)] });
    else shown.push({ ...base, kind: 'gate', answers: [] });
  }
  return shown;
}
