import { instantiateWasm } from '../../wasm-instance.js';

/** Where in the source a pixel of the target comes from: `[y', x'] = [[yy, yx], [xy, xx]] [y, x] + [startY, startX]`. */
export interface AffineMap {
  readonly yy: number;
  readonly yx: number;
  readonly xy: number;
  readonly xx: number;
  readonly startY: number;
  readonly startX: number;
}

interface Kernels {
  deform(
    source: number,
    bordered: number,
    places: number,
    target: number,
    height: number,
    width: number,
    yy: number,
    yx: number,
    xy: number,
    xx: number,
    startY: number,
    startX: number,
  ): void;
}

/** The same file from src/data/image and from dist/data/image. */
const location = new URL('../../../dist/data/image/kernels.wasm', import.meta.url);
const pageBytes = 65_536;
/** Where four pixels come from: an address and two fractions of each. */
const placeBytesOfFour = 48;

/** Maps images of one size: bilinear between pixels, and 0 outside. */
export class ImageDeformer {
  /** One channel, row-major `[height, width]`: written before `deform`. */
  readonly source: Float32Array;
  /** The same shape: read after it. */
  readonly target: Float32Array;
  readonly #kernels: Kernels;
  readonly #bordered: number;
  readonly #places: number;

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    const floats = height * width;
    // The kernel stores four numbers at a time.
    const bytes = (floats + 4) * Float32Array.BYTES_PER_ELEMENT;
    const borderedBytes = (height + 3) * (width + 3) * Float32Array.BYTES_PER_ELEMENT;
    const placeBytes = Math.ceil(width / 4) * placeBytesOfFour;
    const total = placeBytes + 2 * bytes + borderedBytes;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(total / pageBytes) });
    // The places come first, so that none is split between two lines of the cache.
    this.#places = 0;
    this.source = new Float32Array(memory.buffer, placeBytes, floats);
    this.target = new Float32Array(memory.buffer, placeBytes + bytes, floats);
    this.#bordered = placeBytes + 2 * bytes;
    // The exports are what assembly/kernels.ts declares; the tests of deformImage call them.
    this.#kernels = instantiateWasm(location, memory) as unknown as Kernels;
  }

  deform({ yy, yx, xy, xx, startY, startX }: AffineMap): void {
    this.#kernels.deform(
      this.source.byteOffset,
      this.#bordered,
      this.#places,
      this.target.byteOffset,
      this.height,
      this.width,
      yy,
      yx,
      xy,
      xx,
      startY,
      startX,
    );
  }
}
