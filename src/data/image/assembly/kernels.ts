// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory.

/** From here on a float32 holds whole numbers alone: one that is added to it stands in the last bits of the sum. */
const wholeFrom: f32 = 8388608;
const wholeBits: i32 = 0x4b000000;

/**
 * Target pixel (y, x) = source at (y yy + x yx + startY, y xy + x xx + startX), bilinear between pixels and 0 outside. One channel;
 * four pixels at a time, so that `target` needs room for a multiple of four. `bordered` has room for the image with one pixel
 * more before and two behind on each axis; that border is 0 and stays so. `places` has room for 48 bytes for each four pixels of a line.
 */
export function deform(
  source: usize,
  bordered: usize,
  places: usize,
  target: usize,
  height: i32,
  width: i32,
  yy: f32,
  yx: f32,
  xy: f32,
  xx: f32,
  startY: f32,
  startX: f32,
): void {
  const line = <usize>width << 2;
  const stride = <usize>(width + 3) << 2;
  let inner = bordered + stride + 4;
  for (let y = 0; y < height; y++, inner += stride, source += line) {
    let i: usize = 0;
    for (; i + 16 <= line; i += 16) v128.store(inner + i, v128.load(source + i));
    for (; i < line; i += 4) store<f32>(inner + i, load<f32>(source + i));
  }
  const endY = f32x4.splat(<f32>height + 1);
  const endX = f32x4.splat(<f32>width + 1);
  const slopeY = f32x4.splat(yx);
  const slopeX = f32x4.splat(xx);
  const four = f32x4.splat(4);
  const whole = f32x4.splat(wholeFrom);
  const strides = i32x4.splat(<i32>stride);
  const corner = i32x4.splat(<i32>bordered - wholeBits * (<i32>stride + 4));
  for (let y = 0; y < height; y++, target += line) {
    // One more than the coordinate, because of the border.
    const rowY = f32x4.splat(yy * <f32>y + startY + 1);
    const rowX = f32x4.splat(xy * <f32>y + startX + 1);
    let columns = f32x4(0, 1, 2, 3);
    // All addresses of a line come before what is read there, so that no read waits for the arithmetic of its address.
    let place = places;
    for (let i: usize = 0; i < line; i += 16, place += 48) {
      // Whatever lies outside is moved onto the border, where all is 0.
      const sourceY = between(f32x4.add(rowY, f32x4.mul(slopeY, columns)), endY);
      const sourceX = between(f32x4.add(rowX, f32x4.mul(slopeX, columns)), endX);
      const top = f32x4.floor(sourceY);
      const left = f32x4.floor(sourceX);
      const lines = i32x4.mul(f32x4.add(top, whole), strides);
      const offsets = i32x4.shl(f32x4.add(left, whole), 2);
      v128.store(place, i32x4.add(i32x4.add(lines, offsets), corner));
      v128.store(place, f32x4.sub(sourceY, top), 16);
      v128.store(place, f32x4.sub(sourceX, left), 32);
      columns = f32x4.add(columns, four);
    }
    place = places;
    for (let i: usize = 0; i < line; i += 16, place += 48) {
      const a = <usize>load<u32>(place);
      const b = <usize>load<u32>(place, 4);
      const c = <usize>load<u32>(place, 8);
      const d = <usize>load<u32>(place, 12);
      const below = v128.load(place, 16);
      const right = v128.load(place, 32);
      const upper = mixPairs(pairs(a, b), pairs(c, d), right);
      const lower = mixPairs(pairs(a + stride, b + stride), pairs(c + stride, d + stride), right);
      // The last four of a line may reach into the next line, which comes later.
      v128.store(target + i, f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), below)));
    }
  }
}

/** From 0 to `high`; what is no number becomes 0. */
@inline
function between(values: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(f32x4.splat(0), values), high);
}

/** A pixel and its right neighbor, of two places. */
@inline
function pairs(a: usize, b: usize): v128 {
  return v128.load64_lane(b, v128.load64_zero(a), 1);
}

/** From pairs of neighbors of four places, what lies `right` of the way from the left to the right one. */
@inline
function mixPairs(ab: v128, cd: v128, right: v128): v128 {
  const first = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6);
  const second = v128.shuffle<f32>(ab, cd, 1, 3, 5, 7);
  return f32x4.add(first, f32x4.mul(f32x4.sub(second, first), right));
}
