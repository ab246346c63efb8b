import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exportTree } from '../../src/export/export-tree.js';
import {
  exportFormatNames,
  exportFormats,
  formatOfFile,
  type ExportFormat,
} from '../../src/export/formats.js';
import { parseTreeDocument } from '../../src/file/tree-text.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { smallDocument, smallTree } from '../cli/small-tree.js';

describe('the table of formats', () => {
  test('names the writers there are, one a file, each with a test that runs what it writes', () => {
    const writers = readdirSync(new URL('../../src/export/formats', import.meta.url)).sort();
    expect(writers).toEqual(exportFormatNames.map((name) => `${name}.ts`).sort());
    for (const [name, { answers }] of Object.entries(exportFormats) as [string, ExportFormat][]) {
      const file = fileURLToPath(new URL(`formats/${name}.test.ts`, import.meta.url));
      if (answers.length > 0) expect([name, existsSync(file)]).toEqual([name, true]);
    }
  });

  test.each(exportFormatNames)('%s tells a hard tree from a soft one', (name) => {
    const hard = smallDocument({ tree: hardenTree(smallTree()) });
    const { content } = exportTree(hard, name);
    if (name === 'json') expect(String(content)).toContain('"routing": "hard"');
    // Their boxes and arrows are the same.
    else if (name !== 'mermaid') expect(content).not.toEqual(exportTree(smallDocument(), name).content);
  });

  test.each(exportFormatNames)('%s is text or not as it says, and takes the options that it says', (name) => {
    const format: ExportFormat = exportFormats[name];
    const { content, beside = {} } = exportTree(smallDocument(), name, { name: 'stones' });
    expect(typeof content === 'string' && (name === 'js' || Object.keys(beside).length === 0)).toBe(
      format.isText,
    );
    expect(format.description).toMatch(/^\S[^\n]{10,100}$/);
    const options = { int8: true, table: 'rows', depth: 1 } as const;
    const plain = String(content);
    for (const option of ['int8', 'table', 'depth'] as const) {
      const write = () =>
        String(exportTree(smallDocument(), name, { name: 'stones', [option]: options[option] }).content);
      if (format.options.includes(option)) expect(write()).not.toBe(plain);
      else expect(write).toThrow(new RegExp(`^${option} is for .*, and not for ${name}$`));
    }
  });

  test.each(exportFormatNames)('%s: the same document gives the same bytes', (name) => {
    const write = () => exportTree(smallDocument(), name);
    expect(write()).toEqual(write());
  });
});

describe('the format of a file', () => {
  test('is that of its ending', () => {
    for (const name of exportFormatNames)
      for (const ending of exportFormats[name].endings)
        if (ending !== '.json') expect(formatOfFile(`Trees/My.Tree${ending.toUpperCase()}`)).toBe(name);
  });

  test.each([
    ['tree.exe', /^no format has the ending of "tree\.exe"; name one with --format: .*js \(\.js, \.mjs\)/],
    [
      'deep/tree.json',
      /^"deep\/tree\.json" may be of several formats; say which with --format: tfjs or json$/,
    ],
    ['js', /^no format has the ending of "js"/],
  ])('%s: an error with the choices', (file, message) => {
    expect(() => formatOfFile(file)).toThrow(message);
  });
});

test('json is the tree file', () => {
  const { content } = exportTree(smallDocument(), 'json');
  expect(parseTreeDocument(String(content), 'x').classNames).toEqual(smallDocument().classNames);
});
