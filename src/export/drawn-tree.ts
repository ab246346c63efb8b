import type { TreeDocument } from '../file/tree-document.js';
import type { Side } from '../tree/topology.js';
import { gateTerms } from './gate-terms.js';
import { shownNodes, type ShownNode } from './shown-nodes.js';

/** A tree as boxes with lines of text and arrows between them. */
export interface DrawnTree {
  readonly nodes: readonly {
    readonly node: number;
    readonly kind: ShownNode['kind'];
    readonly lines: readonly string[];
  }[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly side: Side }[];
}

const termCount = 3;

/** @param depth levels of decisions that are drawn; default all */
export function drawnTree(document: TreeDocument, depth?: number): DrawnTree {
  const { topology } = document.tree;
  const termsOf = gateTerms(document, termCount);
  const shown = shownNodes(document, depth);
  const nodes = shown.map(({ node, kind, answers }) => {
    if (kind === 'leaf') return { node, kind, lines: [`leaf ${topology.leafOf(node)}`, ...answers] };
    if (kind === 'rest') return { node, kind, lines: [`node ${node}`, ...answers] };
    const terms = termsOf(node).map(({ name, weight, threshold = '' }) =>
      [name, weight, threshold].join(' ').trim(),
    );
    return { node, kind, lines: [`node ${node}`, ...terms] };
  });
  const edges = shown
    .filter(({ node }) => node > 0)
    .map(({ node }) => ({ from: topology.parent(node), to: node, side: topology.side(node) }));
  return { nodes, edges };
}
