import { InvalidInputError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import { drawnTree } from '../drawn-tree.js';
import type { Exported, ExportOptions } from '../exported.js';

/** What Mermaid draws unless its reader is set up for more; GitHub is not. */
const mostEdges = 500;
const mostCharacters = 50_000;

/**
 * A drawing for GitHub and other readers of Mermaid.
 *
 * @throws {InvalidInputError} when it would be larger than they draw
 */
export function writeMermaid(document: TreeDocument, { depth }: ExportOptions): Exported {
  const { nodes, edges } = drawnTree(document, depth);
  const cure = 'draw fewer levels with depth (--depth)';
  if (edges.length > mostEdges)
    throw new InvalidInputError(
      `mermaid draws at most ${mostEdges} branches, this tree has ${edges.length}; ${cure}`,
    );
  const brackets = { gate: ['[', ']'], leaf: ['([', '])'], rest: ['[[', ']]'] };
  const lines = [
    ...nodes.map(({ node, kind, lines: label }) => {
      const [open = '', close = ''] = brackets[kind];
      return `  n${node}${open}"${label.map(mermaidLine).join('<br/>')}"${close}`;
    }),
    ...edges.map(({ from, to, side }) => `  n${from} -->|${side}| n${to}`),
  ];
  const content = `flowchart TD\n${lines.join('\n')}\n`;
  if (content.length > mostCharacters)
    throw new InvalidInputError(
      `mermaid takes at most ${mostCharacters} letters, this tree has ${content.length}; ${cure}`,
    );
  return { content };
}

/** All but letters, digits, blanks and a few signs as numbers of Unicode, so that nothing is taken for Mermaid, Markdown or HTML. */
function mermaidLine(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N} ,%+]/gu, (letter) => `#${letter.codePointAt(0) ?? 0};`);
}
