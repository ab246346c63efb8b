// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory.

/**
 * Target pixel (y, x) = source at (y yy + x yx + startY, y xy + x xx + startX), bilinear between pixels and 0 outside. One channel;
 * four pixels at a time, so that `target` needs room for a multiple of four. `bordered` has room for the image with one pixel
 * more before and two behind on each axis; that border is 0 and stays so.
 */
export function deform(
  source: usize,
  bordered: usize,
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
  const zero = f32x4.splat(0.0);
  const endY = f32x4.splat(<f32>height + 1);
  const endX = f32x4.splat(<f32>width + 1);
  const strides = i32x4.splat(<i32>stride);
  for (let y = 0; y < height; y++, target += line) {
    // One more than the coordinate, because of the border; so that cutting is the floor.
    const rowY = f32x4.splat(yy * <f32>y + startY + 1);
    const rowX = f32x4.splat(xy * <f32>y + startX + 1);
    for (let x = 0; x < width; x += 4) {
      const columns = f32x4.add(f32x4.splat(<f32>x), f32x4(0, 1, 2, 3));
      // Whatever lies outside is moved onto the border, where all is 0.
      const sourceY = between(zero, f32x4.add(rowY, f32x4.mul(f32x4.splat(yx), columns)), endY);
      const sourceX = between(zero, f32x4.add(rowX, f32x4.mul(f32x4.splat(xx), columns)), endX);
      const top = i32x4.trunc_sat_f32x4_s(sourceY);
      const left = i32x4.trunc_sat_f32x4_s(sourceX);
      const below = f32x4.sub(sourceY, f32x4.convert_i32x4_s(top));
      const right = f32x4.sub(sourceX, f32x4.convert_i32x4_s(left));
      const corners = i32x4.add(i32x4.mul(top, strides), i32x4.shl(left, 2));
      const a = bordered + i32x4.extract_lane(corners, 0);
      const b = bordered + i32x4.extract_lane(corners, 1);
      const c = bordered + i32x4.extract_lane(corners, 2);
      const d = bordered + i32x4.extract_lane(corners, 3);
      const upper = mixPairs(pairs(a, b), pairs(c, d), right);
      const lower = mixPairs(pairs(a + stride, b + stride), pairs(c + stride, d + stride), right);
      // The last four of a line may reach into the next line, which comes later.
      v128.store(target + (<usize>x << 2), f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), below)));
    }
  }
}

@inline
function between(low: v128, values: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(values, low), high);
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
