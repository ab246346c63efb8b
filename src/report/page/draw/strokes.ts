/** A point of a stroke, in any unit; only proportions matter. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

/** MNIST's digits fit a box of 20 pixels inside 28, with their center of mass in the middle. */
const boxShare = 20 / 28;
/** Half the width of the pen in pixels of a 28-pixel image; MNIST's lines are two to three pixels wide. */
const penRadius = 1.15;

/**
 * Draws strokes as MNIST's images were made: scaled into a box of 20/28 of the side without changing their proportions,
 * anti-aliased, and moved so that the center of mass lies in the middle (LeCun, Cortes & Burges, "The MNIST database").
 *
 * @param size side of the square image in pixels
 * @returns brightness of each pixel in [0, 1], `[size, size]` row-major; all 0 without strokes
 */
export function rasterizeStrokes(strokes: readonly Stroke[], size: number): Float32Array {
  const points = strokes.flat();
  if (points.length === 0) return new Float32Array(size * size);
  const radius = (penRadius * size) / 28;
  const left = Math.min(...points.map(({ x }) => x));
  const top = Math.min(...points.map(({ y }) => y));
  const width = Math.max(...points.map(({ x }) => x)) - left;
  const height = Math.max(...points.map(({ y }) => y)) - top;
  const longest = Math.max(width, height);
  const scale = longest > 0 ? (boxShare * size - 2 * radius) / longest : 0;
  const fitted = strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: size / 2 + scale * (x - left - width / 2),
      y: size / 2 + scale * (y - top - height / 2),
    })),
  );
  const mass = centerOfMass(inkOf(fitted, size, radius), size);
  const [dx, dy] = [size / 2 - mass.x, size / 2 - mass.y];
  return inkOf(
    fitted.map((stroke) => stroke.map(({ x, y }) => ({ x: x + dx, y: y + dy }))),
    size,
    radius,
  );
}

/** Center of mass in pixels; pixel `i` covers `[i, i + 1)`. The middle for an empty image. */
export function centerOfMass(image: Float32Array, size: number): Point {
  let [total, sumX, sumY] = [0, 0, 0];
  image.forEach((value, index) => {
    total += value;
    sumX += value * ((index % size) + 0.5);
    sumY += value * (Math.floor(index / size) + 0.5);
  });
  return total === 0 ? { x: size / 2, y: size / 2 } : { x: sumX / total, y: sumY / total };
}

/** Coverage of each pixel by a round pen, from the distance of its middle to the nearest piece of a stroke. */
function inkOf(strokes: readonly Stroke[], size: number, radius: number): Float32Array {
  const image = new Float32Array(size * size);
  for (const stroke of strokes) {
    stroke.forEach((end, index) => {
      const start = stroke[index - 1] ?? end;
      const reach = radius + 1;
      const [x0, x1] = pixelRange(start.x, end.x, reach, size);
      const [y0, y1] = pixelRange(start.y, end.y, reach, size);
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const distance = distanceToSegment({ x: x + 0.5, y: y + 0.5 }, start, end);
          const coverage = Math.min(1, Math.max(0, radius + 0.5 - distance));
          image[y * size + x] = Math.max(image[y * size + x] ?? 0, coverage);
        }
      }
    });
  }
  return image;
}

function pixelRange(a: number, b: number, reach: number, size: number): [number, number] {
  return [
    Math.max(0, Math.floor(Math.min(a, b) - reach)),
    Math.min(size - 1, Math.ceil(Math.max(a, b) + reach)),
  ];
}

function distanceToSegment(point: Point, start: Point, end: Point): number {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const lengthSquared = dx * dx + dy * dy;
  const along =
    lengthSquared === 0 ? 0 : ((point.x - start.x) * dx + (point.y - start.y) * dy) / lengthSquared;
  const nearest = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - start.x - nearest * dx, point.y - start.y - nearest * dy);
}
