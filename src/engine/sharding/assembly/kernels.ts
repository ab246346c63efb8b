// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory, which
// threads share; `bytes` and all addresses but that of `weights` are multiples of 64.

/**
 * target = weights[0] parts[0] + weights[1] parts[1] + ..., added in this order, in single precision.
 *
 * @param target written: f32 `[bytes / 4]`
 * @param parts f32 `[count, bytes / 4]`
 * @param weights f32 `[count]`
 * @param count at least 1
 */
export function weightedSum(target: usize, parts: usize, weights: usize, count: i32, bytes: usize): void {
  for (const end = parts + bytes; parts < end; parts += 64, target += 64) {
    let part = parts;
    let weight = v128.load32_splat(weights);
    let a = f32x4.mul(weight, v128.load(part)), b = f32x4.mul(weight, v128.load(part, 16));
    let c = f32x4.mul(weight, v128.load(part, 32)), d = f32x4.mul(weight, v128.load(part, 48));
    for (let index = 1; index < count; index++) {
      part += bytes;
      weight = v128.load32_splat(weights + (<usize>index << 2));
      a = f32x4.add(a, f32x4.mul(weight, v128.load(part)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load(part, 16)));
      c = f32x4.add(c, f32x4.mul(weight, v128.load(part, 32)));
      d = f32x4.add(d, f32x4.mul(weight, v128.load(part, 48)));
    }
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
}
