import { describe, expect, test } from '@jest/globals';
import { instance } from '@viz-js/viz';
import { exportTree } from '../../../src/export/export-tree.js';
import { plainLine } from '../../../src/export/source-text.js';
import { hardenTree } from '../../../src/tree/harden-tree.js';
import { smallDocument, smallTree } from '../../cli/small-tree.js';
import { hostileCase, hostileTexts, mnistCase, singleLeafCase } from '../cases.js';

const text = (...argv: Parameters<typeof exportTree>): string => String(exportTree(...argv).content);

/** What Graphviz draws: the texts of all boxes and arrows. */
async function drawnByGraphviz(dot: string): Promise<{ readonly nodes: string[]; readonly edges: number }> {
  const svg = (await instance()).renderString(dot, { format: 'svg' });
  const decode = (escaped: string) =>
    escaped
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
  const groups = [...svg.matchAll(/<g id="[^"]*" class="(node|edge)">([^]*?)<\/g>/g)];
  const nodes = groups
    .filter(([, kind]) => kind === 'node')
    .map(([, , group = '']) =>
      [...group.matchAll(/<text[^>]*>([^<]*)<\/text>/g)]
        .map(([, line = '']) => decode(line).replaceAll('\u00a0', ' '))
        .join('\n'),
    );
  return { nodes, edges: groups.length - nodes.length };
}

describe('dot', () => {
  test('Graphviz draws every node, with hostile names as they are', async () => {
    const { document } = hostileCase();
    const { nodes, edges } = await drawnByGraphviz(text(document, 'dot'));
    expect([nodes.length, edges]).toEqual([9, 8]);
    const answers = nodes
      .filter((node) => node.startsWith('leaf'))
      .flatMap((node) => node.split('\n').slice(1));
    for (const answer of answers) {
      const name = /^"(.*)" [\d.]+ %$/.exec(answer)?.[1];
      expect(hostileTexts.map(plainLine)).toContain(name);
    }
  });

  test('the tree of MNIST, all of it and its first levels; a tree of one leaf', async () => {
    const { document } = await mnistCase();
    expect(text(document, 'dot').match(/->/g)).toHaveLength(510);
    expect((await drawnByGraphviz(text(document, 'dot', { depth: 2 }))).nodes.at(-1)).toMatch(
      /^node 6\n64 leaves: "/,
    );
    expect(await drawnByGraphviz(text(singleLeafCase().document, 'dot'))).toEqual({
      nodes: [expect.stringMatching(/^leaf 0\n/)],
      edges: 0,
    });
  });
});

describe('mermaid', () => {
  test('says what the tree says, and holds nothing that Mermaid, Markdown or HTML would take for its own', () => {
    const mermaid = text(hostileCase().document, 'mermaid');
    const [first, ...lines] = mermaid.trimEnd().split('\n');
    expect(first).toBe('flowchart TD');
    for (const line of lines)
      expect(line).toMatch(
        /^ {2}n\d+( -->\|(left|right)\| n\d+|(\[|\(\[|\[\[)"([\p{L}\p{M}\p{N} ,%+]|<br\/>|#\d+;)*"(\]|\]\)|\]\]))$/u,
      );
    const read = mermaid.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(read).toContain(`"${plainLine(hostileTexts[9] ?? '')}" 33 %`);
  });

  test('a tree that is too large is refused, with the cure; its first levels are drawn', async () => {
    const { document } = await mnistCase();
    expect(() => text(document, 'mermaid')).toThrow(
      'mermaid draws at most 500 branches, this tree has 510; draw fewer levels with depth (--depth)',
    );
    expect(text(document, 'mermaid', { depth: 5 }).match(/-->/g)).toHaveLength(62);
  });
});

describe('rules', () => {
  test('features, weights and thresholds in the units of the data', () => {
    const document = smallDocument({ preparation: [{ kind: 'affine', offset: [100, 0], scale: [0.5, 1] }] });
    const rules = text(document, 'rules');
    // The root: 2 * (size - 100) * 0.5 - 1.
    expect(rules).toContain(`Node 0, 1 of 2 features; −1 without any
  size  +1 a unit, even at 101
  left: node 1, right: node 2
`);
    expect(rules).toContain('Leaf 0 (node 3) answers "blue" 91 %');
    expect(text(document, 'rules', { depth: 1 })).toContain('Node 2 leads to 2 leaves: "green", "red"');
  });

  test('a hard tree is called one, and its gates are said to decide', () => {
    const rules = text(smallDocument({ tree: hardenTree(smallTree()) }), 'rules');
    expect(rules).toMatch(/^Hard decision tree of /);
    expect(rules).toContain('it sends all to the right\nabove 0, and else to the left.\n"even at" is');
  });

  test('names stay on their lines, whatever they are; images have rows and columns', async () => {
    const { document } = hostileCase();
    const lines = text(document, 'rules').split('\n');
    expect(lines.filter((line) => line.startsWith('Node '))).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith('Leaf '))).toHaveLength(5);
    expect(text((await mnistCase()).document, 'rules', { depth: 1 })).toContain(
      'pixel row 19 column 11  −0.00573 a unit',
    );
    expect(text(singleLeafCase().document, 'rules')).toContain('0 gates, 1 leaf');
  });
});
