import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { channelsLast } from '../../../src/data/array/channel-layout.js';

const unknown = { layout: undefined, inputShape: undefined };

describe('channelsLast', () => {
  test('every value of channels first is found at its pixel and channel', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 3 }),
      channels: fc.constantFrom(1, 3),
      height: fc.integer({ min: 1, max: 6 }),
      width: fc.constantFrom(2, 5, 7),
    });
    fc.assert(
      fc.property(sizes, ({ rows, channels, height, width }) => {
        const values = Float64Array.from({ length: rows * channels * height * width }, (_, place) => place);
        const read = channelsLast(values, [rows, channels, height, width], 'x', unknown);
        expect(read.inputShape).toEqual([height, width, channels]);
        expect(read.notes.join()).toContain('channels are put last');
        values.forEach((value) => {
          const x = value % width;
          const y = Math.floor(value / width) % height;
          const channel = Math.floor(value / (width * height)) % channels;
          const row = Math.floor(value / (width * height * channels));
          expect(read.values[((row * height + y) * width + x) * channels + channel]).toBe(value);
        });
      }),
    );
  });

  test('channels last stay as they are', () => {
    const values = Uint8Array.from({ length: 24 }, (_, place) => place);
    const read = channelsLast(values, [1, 4, 2, 3], 'x', unknown);
    expect(read).toEqual({ values, inputShape: [4, 2, 3], notes: [] });
  });

  test('both or neither: the option decides, or the shape that a model takes', () => {
    const read = (shape: readonly number[], layout?: 'nchw' | 'nhwc', inputShape?: readonly number[]) =>
      channelsLast(new Uint8Array(shape.reduce((a, b) => a * b)), shape, 'x', { layout, inputShape })
        .inputShape;
    expect(() => read([2, 3, 8, 3])).toThrow(
      'x: are channels first or last in shape [rows, 3, 8, 3]? Say --layout nchw or --layout nhwc',
    );
    expect(read([2, 3, 8, 3], 'nchw')).toEqual([8, 3, 3]);
    expect(read([2, 3, 8, 3], undefined, [3, 8, 3])).toEqual([3, 8, 3]);
    expect(() => read([2, 5, 6, 8])).toThrow('x: shape [rows, 5, 6, 8] has channels neither first');
    expect(read([2, 5, 6, 8], 'nhwc')).toEqual([5, 6, 8]);
    expect(read([2, 5, 6, 8], undefined, [6, 8, 5])).toEqual([6, 8, 5]);
  });
});
