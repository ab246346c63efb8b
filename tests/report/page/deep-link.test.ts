import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { formatLink, parseLink } from '../../../src/report/page/deep-link.js';

describe('links into the page', () => {
  test('come back as they were, whatever rows are called', () => {
    const trees = fc.constantFrom('baseline' as const, 'distilled' as const, 'both' as const);
    const links = fc.record({
      row: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined }),
      tree: fc.option(trees, { nil: undefined }),
      node: fc.option(fc.nat({ max: 1e6 }), { nil: undefined }),
    });
    fc.assert(fc.property(links, (link) => expect(parseLink(formatLink(link))).toEqual(link)));
  });

  test.each(['', '#', '#results', '#tree', '#node=-1', '#node=x', '#tree=oak', '#node=1e3'])(
    'hold nothing in %s',
    (hash) => {
      expect(parseLink(hash)).toEqual({ row: undefined, tree: undefined, node: undefined });
    },
  );
});
