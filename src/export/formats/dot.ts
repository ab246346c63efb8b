import type { TreeDocument } from '../../file/tree-document.js';
import type { Exported, ExportOptions } from '../exported.js';
import { drawnTree } from '../drawn-tree.js';
import { plainLine } from '../source-text.js';
import { treeTitle } from '../tree-title.js';

/** A drawing for Graphviz. */
export function writeDot(document: TreeDocument, { depth }: ExportOptions): Exported {
  const { nodes, edges } = drawnTree(document, depth);
  const shapes = {
    gate: '',
    leaf: ', style="rounded,filled", fillcolor="#e8f1fa"',
    rest: ', style="rounded,dashed"',
  };
  const lines = [
    ...nodes.map(
      ({ node, kind, lines: label }) => `  n${node} [label="${label.map(dotLine).join('')}"${shapes[kind]}];`,
    ),
    ...edges.map(({ from, to, side }) => `  n${from} -> n${to} [label="${side}"];`),
  ];
  return {
    content: `// ${plainLine(treeTitle(document))}; written by sdt export.
digraph {
  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];
  edge [fontname="Helvetica", fontsize=9];
${lines.join('\n')}
}
`,
  };
}

/** A line of a label, to the left. Quotes and backslashes are the only letters that mean something there, and entities. */
function dotLine(text: string): string {
  return `${text.replaceAll('&', '&amp;').replace(/["\\]/g, '\\$&')}\\l`;
}
