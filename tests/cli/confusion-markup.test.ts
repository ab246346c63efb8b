import { expect, test } from '@jest/globals';

import { confusionMarkup } from '../../src/cli/confusion-markup.js';

test('counts stand in their cells, errors shaded among themselves, names escaped', () => {
  const table = confusionMarkup(
    [
      [90, 0, 10],
      [2, 1, 0],
      [0, 0, 0],
    ],
    ['<a>', 'b"', 'c'],
  );
  expect(table).not.toContain('<a>');
  expect(table).toContain(
    '<td class="error-5" title="10 test rows of 100 test rows of class &#60;a&#62; answered c">10</td>',
  );
  expect(table).toContain(
    '<td class="error-1" title="2 test rows of 3 test rows of class b&quot; answered &#60;a&#62;">2</td>',
  );
  expect(table).toContain('answered b&quot;">1</td>');
  expect(table.match(/class="right-answer"/g)).toHaveLength(3);
  expect(table.match(/class="no-rows"/g)).toHaveLength(4);
  expect(table).toContain('<td>90.0&nbsp;%</td>');
  expect(table).toContain('<td>–</td>');
});
