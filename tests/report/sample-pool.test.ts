import { describe, expect, test } from '@jest/globals';

import { BestRows } from '../../src/report/best-rows.js';
import { SamplePool } from '../../src/report/sample-pool.js';

describe('SamplePool', () => {
  test('holds each row once, ascending', () => {
    const pool = new SamplePool([[9, 3], [3, 7], []], 10);
    expect(pool.rows).toEqual([3, 7, 9]);
    expect(pool.positions([7, 9, 3])).toEqual([1, 2, 0]);
  });

  test('takes the first of every list before the second of any', () => {
    const pool = new SamplePool([[1, 2, 3], [10, 20], [100]], 4);
    expect(pool.rows).toEqual([1, 2, 10, 100]);
    expect(pool.positions([1, 2, 3])).toEqual([0, 1]);
  });
});

describe('BestRows', () => {
  test('keeps the rows of lowest cost in order, the first of equals first', () => {
    const best = new BestRows(3);
    [5, 1, 4, 1, 3].forEach((cost, row) => best.offer(row, cost));
    expect(best.rows).toEqual([1, 3, 4]);
  });
});
