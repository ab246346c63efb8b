import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyPreparation, preparedFeatures } from '../../src/data/apply-preparation.js';

const identity = { kind: 'affine', offset: 0, scale: 1 } as const;

describe('applyPreparation', () => {
  test('one number for all columns and one for each, one step behind the other', () => {
    const values = Float64Array.of(0, 51, 255, 102);
    const all = { kind: 'affine', offset: 51, scale: 0.5 } as const;
    const each = { kind: 'affine', offset: [0.5, 1], scale: [2, -1] } as const;
    expect([...applyPreparation(values, 2, [all])]).toEqual([-25.5, 0, 102, 25.5]);
    expect([...applyPreparation(values, 2, [all, each])]).toEqual([-52, 1, 203, -24.5]);
    expect([...values]).toEqual([0, 51, 255, 102]);
  });

  test('bytes become what they were in [0, 1]', () => {
    const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
    const unit = applyPreparation(levels, 256, [{ kind: 'affine', offset: 0, scale: 1 / 255 }]);
    expect(unit).toEqual(Float32Array.from(levels, (level) => level * (1 / 255)));
  });

  test('some rows, in their order, are those of all rows', () => {
    const cell = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (rows, picks) => {
          const values = Float64Array.from(rows.flat());
          const preparation = [identity, { kind: 'affine', offset: [1, 2, 3], scale: [0.1, 3, -1] }] as const;
          const all = applyPreparation(values, 3, preparation);
          const chosen = picks.map((pick) => pick % rows.length);
          const expected = chosen.flatMap((row) => [...all.subarray(3 * row, 3 * row + 3)]);
          expect([...preparedFeatures(values, 3, preparation, chosen).subarray()]).toEqual(expected);
        },
      ),
    );
  });

  test('bytes and numbers, prepared by one step or by several, give the same features', () => {
    const bytes = Uint8Array.of(0, 1, 2, 7, 128, 255);
    const scale = { kind: 'affine', offset: 3, scale: 1 / 7 } as const;
    const each = { kind: 'affine', offset: [3, 3, 3], scale: [1 / 7, 1 / 7, 1 / 7] } as const;
    const expected = Float32Array.from(bytes, (byte) => (byte - 3) * (1 / 7));
    for (const values of [bytes, Float64Array.from(bytes)]) {
      expect(applyPreparation(values, 3, [scale])).toEqual(expected);
      expect(applyPreparation(values, 3, [each])).toEqual(expected);
      // Rounded once, behind the last step.
      expect(applyPreparation(values, 3, [scale, each])).toEqual(
        Float32Array.from(bytes, (byte) => ((byte - 3) * (1 / 7) - 3) * (1 / 7)),
      );
    }
    expect(applyPreparation(bytes, 3, [])).toEqual(Float32Array.from(bytes));
  });

  test('words become features behind another step, too', () => {
    const step = {
      kind: 'columns',
      columns: [
        { type: 'category', categories: ['a', 'b'], indicator: true },
        { type: 'number', offset: 1, scale: 2, indicator: false },
      ],
    } as const;
    const values = Float64Array.of(0, 3, 1, NaN, NaN, 0);
    const expected = [1, 0, 0, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 1, -2];
    expect([...applyPreparation(values, 2, [step])]).toEqual(expected);
    const same = { kind: 'affine', offset: [0, 0], scale: [1, 1] } as const;
    // An affine step takes what is missing for 0.
    expect([...applyPreparation(values.subarray(0, 2), 2, [same, step])]).toEqual(expected.slice(0, 5));
  });
});

test('features are made of the raw values whenever they are read', () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const features = preparedFeatures(values, 2, [{ kind: 'affine', offset: 0, scale: 10 }], [1, 0]);
  expect([...features.subarray()]).toEqual([30, 40, 10, 20]);
  values[3] = 5;
  expect([...features.subarray(1, 3)]).toEqual([50, 10]);
});
