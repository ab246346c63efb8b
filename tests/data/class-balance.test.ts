import { expect, test } from '@jest/globals';

import { areUnequal, classBalance } from '../../src/data/class-balance.js';

test('counts the rows of each class, those without rows too', () => {
  const labels = Uint16Array.of(1, 0, 1, 1);
  expect(classBalance({ labels, classNames: ['a', 'b', 'c'], rowCount: 4 })).toEqual({
    classes: [
      { name: 'a', rows: 1 },
      { name: 'b', rows: 3 },
      { name: 'c', rows: 0 },
    ],
    mostFrequentClass: { name: 'b', share: 0.75 },
  });
});

test('classes are unequal from one and a half on', () => {
  const unequal = (...counts: number[]) => areUnequal(counts.map((rows) => ({ name: '', rows })));
  expect([unequal(100, 150), unequal(100, 151), unequal(9, 10, 9), unequal(0, 1)]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});
