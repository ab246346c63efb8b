import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ImageDeformer, type AffineMap } from '../../../src/data/image/image-deformer.js';

/** Bilinear interpolation, pixel by pixel, in double precision. */
function deformedByDefinition(image: Float32Array, height: number, width: number, map: AffineMap): number[] {
  const pixel = (y: number, x: number) =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : (image[y * width + x] ?? NaN);
  return Array.from({ length: height * width }, (_, index) => {
    const [y, x] = [Math.floor(index / width), index % width];
    const sourceY = map.yy * y + map.yx * x + map.startY;
    const sourceX = map.xy * y + map.xx * x + map.startX;
    const [top, left] = [Math.floor(sourceY), Math.floor(sourceX)];
    const [below, right] = [sourceY - top, sourceX - left];
    return (
      (1 - below) * ((1 - right) * pixel(top, left) + right * pixel(top, left + 1)) +
      below * ((1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1))
    );
  });
}

test('every map of every size gives the bilinear interpolation, and 0 outside', () => {
  const factor = fc.double({ min: -2, max: 2, noNaN: true });
  const start = fc.double({ min: -12, max: 12, noNaN: true });
  const map = fc.record({
    yy: factor,
    yx: factor,
    xy: factor,
    xx: factor,
    startY: start,
    startX: start,
  });
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, map, (height, width, affine) => {
      const deformer = new ImageDeformer(height, width);
      // Twice: what the first image leaves behind must not show in the second.
      for (const phase of [1, 2]) {
        deformer.source.set(Float32Array.from({ length: height * width }, (_, i) => Math.sin(3 * i + phase)));
        deformer.deform(affine);
        const expected = deformedByDefinition(deformer.source, height, width, affine);
        expected.forEach((value, index) => expect(deformer.target[index]).toBeCloseTo(value, 3));
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});
