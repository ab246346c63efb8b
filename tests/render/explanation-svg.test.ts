import { describe, expect, it } from '@jest/globals';
import { runnerUp } from '../../src/explain/runner-up.js';
import { pixelChange } from '../../src/explain/pixel-change.js';
import { explainTable } from '../../src/explain/explain-table.js';
import { explanationSvg } from '../../src/render/explanation-svg.js';
import { answerChangeTexts, pushLines, turnsText } from '../../src/render/gate-sentences.js';
import { probabilityText } from '../../src/render/number-text.js';
import { explain } from '../../src/tree/explanation.js';
import { randomTable } from '../explain/random-table.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { randomFeatures, seededNormal } from '../tree/random-tree.js';
import {
  badNumbers,
  digits,
  hostileName,
  hundredNames,
  randomDrawing,
  smallDrawing,
  tabularDrawing,
} from './drawings.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const sample = { features: new Float32Array([1, 0, 0.5, 0]), name: 'test image 3', label: 0 };

describe('explanationSvg', () => {
  it('draws an image and a row of a table, gate by gate', () => {
    expectSvgSnapshot('small-explanation', explanationSvg(smallDrawing, sample));
    expectSvgSnapshot(
      'tabular-explanation',
      explanationSvg(tabularDrawing, { ...sample, name: 'row 3' }, { theme: 'light' }),
    );
  });

  it('draws a row of a table with its values, what is usual and what each gate asks, each in its own words', () => {
    const { tree, columns, features } = randomTable(4, 3);
    const [row = new Float32Array()] = features;
    const classNames = ['a', 'b', 'c'];
    const drawing = { tree, classNames, inputShape: [tree.featureCount] };
    const table = explainTable(tree, columns, { features: row });
    const svg = explanationSvg(
      drawing,
      { features: row, name: 'row 0', label: 1 },
      { theme: 'light', table },
    );
    expectSvgSnapshot('table-decision', svg);
    for (const gate of table.gates) {
      const drawn = svg.split(`<g id="gate-${gate.node}">`)[1] ?? '';
      for (const { text, usual } of pushLines(gate, table, 3)) {
        expect(drawn).toContain(`>${text}`);
        expect(drawn).toContain(`${text}${usual === '' ? '' : ` (${usual})`}: `);
      }
    }
  });

  it('shortens or wraps long names of columns, never a value or what is usual', () => {
    const { tree, columns, features } = randomTable(4, 3);
    const [row = new Float32Array()] = features;
    const names = [
      'petal width of the innermost whorl measured at its widest point',
      'petal_width_of_the_innermost_whorl_measured_at_its_widest',
      'ヒオウギアヤメの花弁の長さと幅を測った値の平均値であるところの数',
      'x'.repeat(300),
      'length '.repeat(40).trim(),
    ];
    const named = columns.map((column, index) => ({ ...column, title: names[index] ?? column.title }));
    const table = explainTable(tree, named, { features: row });
    const drawing = { tree, classNames: ['a', 'b', 'c'], inputShape: [tree.featureCount] };
    const svg = explanationSvg(drawing, { features: row, name: 'row 0' }, { theme: 'light', table });
    for (const gate of table.gates) {
      const drawn = svg.split(`<g id="gate-${gate.node}">`)[1] ?? '';
      const texts = [...drawn.matchAll(/>([^<>]+)<(?:\/text|title)>/g)].map(([, text = '']) => text);
      for (const { name, value, usual } of pushLines(gate, table, 3)) {
        expect(texts.some((text) => text.endsWith(value))).toBe(true);
        if (usual !== '') expect(texts).toContain(usual);
        if (name === names[0]) expect(drawn).toContain(`point ${value}`);
      }
    }
    expect(badNumbers(svg)).toBeNull();
  });

  it('tells the values that turn each gate of a table, and what would change the answer', () => {
    const { tree, columns, features } = randomTable(4, 3);
    const [row = new Float32Array()] = features;
    const table = explainTable(tree, columns, { features: row });
    const drawing = { tree, classNames: ['a', 'b', 'c'], inputShape: [tree.featureCount] };
    const svg = explanationSvg(drawing, { features: row, name: 'row 0' }, { theme: 'light', table });
    const name = (index: number) => `"${drawing.classNames[index] ?? ''}"`;
    const texts = [...svg.matchAll(/>([^<>]*)<\/text>/g)]
      .map(([, text = '']) => text.replaceAll('&quot;', '"'))
      .join(' ');
    for (const gate of table.gates)
      for (const text of turnsText(gate, table, 1, name)) expect(texts).toContain(text);
    expect(texts).toContain('Turned by ');
    for (const text of answerChangeTexts(table.counterfactuals ?? { tried: [] }, table, name))
      expect(texts).toContain(text);
    expect(texts).toContain('What would change the answer of the max path');
    const bare = { ...table, counterfactuals: undefined };
    expect(explanationSvg(drawing, { features: row, name: 'row 0' }, { table: bare })).not.toContain(
      'What would change',
    );
  });

  it("shows the side and the probability of every gate on the path, as the tree's explanation has them", () => {
    const drawing = randomDrawing({ depth: 6, inputShape: [5, 5], classNames: hundredNames });
    const features = randomFeatures(1, 25, 6);
    const svg = explanationSvg(drawing, { features, name: hostileName });
    const { steps } = explain(drawing.tree, features);
    const drawn = Array.from(svg.matchAll(/<g id="gate-(\d+)">/g), (match) => Number(match[1]));
    expect(drawn).toEqual(steps.map(({ node }) => node));
    const rows = svg.split('<g id="gate-').slice(1);
    for (const [index, { side, sideProbability, pathProbability }] of steps.entries()) {
      const escaped = (value: number): string =>
        probabilityText(value).replace('<', '&lt;').replace('>', '&gt;');
      expect(rows[index]).toContain(`>${side}, with probability ${escaped(sideProbability)}`);
      expect(rows[index]).toContain(`on the path so far ${escaped(pathProbability)}`);
    }
    expect(svg).not.toContain('<img');
    expect(badNumbers(svg)).toBeNull();
  });

  it('draws a path of a tree that is not complete', () => {
    const drawing = randomDrawing({ topology: lopsidedTopology, inputShape: [5], classNames: hundredNames });
    for (const seed of [1, 2, 3, 4]) {
      const features = randomFeatures(1, 5, seed);
      const { steps, leaf } = explain(drawing.tree, features);
      const svg = explanationSvg(drawing, { features, name: 'row' });
      expect(svg.split('<g id="gate-').length - 1).toBe(steps.length);
      expect(svg).toContain(`>${lopsidedTopology.nodeOfLeaf(leaf)}</text>`);
      expect(badNumbers(svg)).toBeNull();
    }
  });

  it('draws evidence of color images over the image in gray, summed or by channels, and says which', () => {
    const drawing = randomDrawing({ depth: 3, inputShape: [8, 8, 3], classNames: digits });
    const random = seededNormal(3);
    const features = Float32Array.from({ length: 192 }, () => random.uniform());
    const photo = { features, name: 'photo', label: 2 };
    const pixels = pixelChange(drawing.tree, features, { channels: 3 });
    const svg = explanationSvg(drawing, photo, { pixels, theme: 'light' });
    expectSvgSnapshot('color-explanation', svg);
    expect(svg).toContain('weights, summed over the color channels: orange sends left, blue sends right');
    expect(svg.match(/aria-label="input in gray"/g)).toHaveLength(3);
    expect(svg).toContain('opacity="0.85"');
    expect(svg).toContain(`then it is &quot;${pixels?.answer}&quot;`);
    expect(svg.match(/stroke="#b3186d" stroke-width="3.5"/g)).toHaveLength(pixels?.pixels.length ?? 0);
    const each = explanationSvg({ ...drawing, channels: 'each' }, photo);
    expect(each).toContain('dark sends left, mid gray is zero, light sends right');
    expect(each).not.toContain('orange');
  });

  it('says where a wrong path went wrong and what the next likely path is, for images too', () => {
    const drawing = randomDrawing({ depth: 5, inputShape: [5, 5], classNames: digits });
    const features = randomFeatures(1, 25, 6);
    const explanation = explain(drawing.tree, features);
    const second = runnerUp(drawing.tree, features, explanation);
    expect(second?.matters).toBe(true);
    const texts = (label: number) =>
      [...explanationSvg(drawing, { features, name: 'image', label }).matchAll(/>([^<>]*)<\/text>/g)]
        .map(([, text = '']) => text)
        .join(' ');
    const wrong = (explanation.maxPathClass + 1) % 10;
    expect(texts(wrong)).toMatch(/The path went wrong at decision \d|No leaf of this tree answers/);
    expect(texts(explanation.maxPathClass)).not.toMatch(/went wrong|No leaf/);
    expect(texts(wrong)).toContain('Next likely path: ');
    expect(texts(wrong)).toContain(`node ${drawing.tree.topology.nodeOfLeaf(second?.leaf ?? -1)}`);
  });

  it('draws depth 12 over color images with 100 classes', () => {
    const drawing = randomDrawing({ depth: 12, inputShape: [32, 32, 3], classNames: hundredNames });
    const svg = explanationSvg(drawing, { features: randomFeatures(1, 3072, 1), name: 'photo' });
    expect(svg.split('<g id="gate-').length - 1).toBe(12);
  });
});
