import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { negativeColor, positiveColor } from '../../src/render/colors.js';
import { evidence } from '../../src/render/gate-weights.js';
import { sampleImage, weightImage } from '../../src/render/pixel-image.js';

function pixels(uri: string): { width: number; height: number; rgba: number[][] } {
  const prefix = 'data:image/png;base64,';
  expect(uri.startsWith(prefix)).toBe(true);
  const { width, height, data, channels, palette } = decode(Buffer.from(uri.slice(prefix.length), 'base64'));
  const rgba = Array.from({ length: width * height }, (_, pixel) => {
    const values = Array.from(data.slice(pixel * channels, (pixel + 1) * channels));
    return palette === undefined ? values : [...(palette[values[0] ?? 0] ?? [])];
  });
  return { width, height, rgba };
}

describe('weightImage', () => {
  it('draws negative orange, positive blue, zero transparent, and clips at the scale', () => {
    const uri = weightImage(new Float32Array([-2, 0, 1, 5, -1, 0.001]), { height: 2, width: 3 }, 2);
    expect(pixels(uri)).toEqual({
      width: 3,
      height: 2,
      rgba: [
        [...negativeColor, 255],
        [...positiveColor, 0],
        // 15.5 of 31 steps round up.
        [...positiveColor, Math.round((255 * 16) / 31)],
        [...positiveColor, 255],
        [...negativeColor, Math.round((255 * 16) / 31)],
        [...positiveColor, 0],
      ],
    });
  });

  it('keeps sign and order of any weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (weights) => {
          const { rgba } = pixels(weightImage(Float32Array.from(weights), { height: 2, width: 2 }, 1));
          for (const [index, [red, , , alpha = 0]] of rgba.entries()) {
            const weight = weights[index] ?? 0;
            expect(Math.abs(alpha / 255 - Math.abs(weight))).toBeLessThan(0.02);
            if (alpha > 0) expect(red).toBe((weight < 0 ? negativeColor : positiveColor)[0]);
          }
        },
      ),
    );
  });

  it('draws three channels around mid gray', () => {
    const color = pixels(weightImage(new Float32Array([-1, 0, 1]), { height: 1, width: 1 }, 1));
    expect(color.rgba).toEqual([[0, 128, 255]]);
  });
});

describe('sampleImage', () => {
  it('draws 0 black and 1 white, and stretches other ranges', () => {
    expect(
      pixels(sampleImage(new Float32Array([0, 0.2, 1]), { height: 1, width: 3, channels: 1 })).rgba,
    ).toEqual([[0], [51], [255]]);
    expect(
      pixels(sampleImage(new Float32Array([-1, 1, 3]), { height: 1, width: 3, channels: 1 })).rgba,
    ).toEqual([[0], [128], [255]]);
    const red = new Float32Array([1, 0.2, 0]);
    expect(pixels(sampleImage(red, { height: 1, width: 1, channels: 3 })).rgba).toEqual([[255, 51, 0]]);
    expect(pixels(sampleImage(red, { height: 1, width: 1, channels: 3 }, true)).rgba).toEqual([[102]]);
  });
});

it('evidence multiplies feature by weight', () => {
  expect(evidence(new Float32Array([1, 0, 2]), new Float32Array([3, 4, -5]))).toEqual(
    new Float32Array([3, 0, -10]),
  );
});
