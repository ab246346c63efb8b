import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ShardMemory } from '../../../src/engine/sharding/shard-memory.js';

const { fround } = Math;

function memoryOf(shapes: readonly (readonly number[])[], rows: readonly number[]) {
  const parameters = Object.fromEntries(shapes.map((shape, index) => [`p${index}`, { shape }]));
  const all = rows.reduce((sum, ofShard) => sum + ofShard, 0);
  return new ShardMemory(parameters, { features: { shape: [all, 3] } }, rows);
}

function at<P extends string, I extends string>(memory: ShardMemory<P, I>, shard: number, name: string) {
  const place = memory.placesOfResults[shard]?.[name];
  if (place === undefined) throw new Error(`no ${name} of shard ${shard}`);
  const length = place.shape.reduce((product, size) => product * size, 1);
  return new Float32Array(memory.buffer, place.address, length);
}

test('losses and gradients of shards are added up by their shares of the rows', () => {
  const memory = memoryOf([[2, 2], []], [3, 1]);
  at(memory, 0, 'gradients/p0').set([4, 8, 12, 16]);
  at(memory, 1, 'gradients/p0').set([1, 2, 3, -4]);
  at(memory, 0, 'gradients/p1').set([2]);
  at(memory, 1, 'gradients/p1').set([-6]);
  at(memory, 0, 'loss').set([0.5]);
  at(memory, 1, 'loss').set([2.5]);
  expect(memory.addUp()).toBe(0.75 * 0.5 + 0.25 * 2.5);
  expect([...(memory.gradients.p0 ?? [])]).toEqual([3.25, 6.5, 9.75, 11]);
  expect([...(memory.gradients.p1 ?? [])]).toEqual([0]);
});

test('gradients of any shapes and shards are added from the first to the last in single precision, and nothing else is touched', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
        minLength: 7,
        maxLength: 7,
      }),
      (lengths, rows, numbers) => {
        const memory = memoryOf(
          lengths.map((length) => [length]),
          rows,
        );
        const numberOf = (shard: number, index: number) => numbers[(3 * shard + index) % 7] ?? 0;
        memory.parameters.p0?.fill(1);
        memory.inputs.features.fill(2);
        rows.forEach((_, shard) =>
          lengths.forEach((_length, index) => {
            at(memory, shard, `gradients/p${index}`).forEach((_value, place, array) => {
              array[place] = numberOf(shard, index + place);
            });
          }),
        );
        memory.addUp();
        const all = rows.reduce((sum, ofShard) => sum + ofShard, 0);
        lengths.forEach((length, index) => {
          const expected = Array.from({ length }, (_, place) =>
            rows
              .map((ofShard, shard) => fround(fround(ofShard / all) * numberOf(shard, index + place)))
              .reduce((sum, value) => fround(sum + value)),
          );
          expect([...(memory.gradients[`p${index}`] ?? [])]).toEqual(expected);
        });
        expect(memory.parameters.p0?.every((value) => value === 1)).toBe(true);
        expect(memory.inputs.features.every((value) => value === 2)).toBe(true);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});
