/** A bitmap's pixels as RGBA bytes. */
interface Bitmap {
  readonly data: Buffer;
  readonly height: number;
  readonly width: number;
  /** Whether red, green and blue are the same everywhere: the format knows no other gray. */
  readonly isGray: boolean;
}

export function isBmp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'BM';
}

/**
 * Decodes a BMP file, which sharp does not know.
 *
 * @param checkSize is called with height and width before anything is decoded
 * @throws {Error} when it is compressed or otherwise of a kind that the decoder does not get right
 */
export async function decodeBmp(
  bytes: Buffer,
  checkSize: (height: number, width: number) => void,
): Promise<Bitmap> {
  // The height is negative where the lines stand from top to bottom.
  const [height, width] = [Math.abs(bytes.readInt32LE(22)), bytes.readInt32LE(18)];
  checkSize(height, width);
  const { plain, hasAlpha } = plainBmp(bytes, width);
  const { decode } = await import('bmp-ts');
  // Alpha, blue, green, red. Asked for RGBA, the decoder mixes them up where there is a palette.
  const { data } = decode(plain);
  let isGray = true;
  for (let start = 0; start < data.length; start += 4) {
    const [alpha = 0, blue = 0, green = 0, red = 0] = data.subarray(start, start + 4);
    isGray &&= red === green && green === blue;
    data.set([red, green, blue, hasAlpha ? alpha : 255], start);
  }
  return { data, height, width, isGray };
}

/** Ways to write pixels: one behind the other, or so with masks that say where the channels are. */
const [uncompressed, bitFields] = [0, 3];

/** The file with its pixels right behind the header, where the decoder takes them to be. */
function plainBmp(bytes: Buffer, width: number): { readonly plain: Buffer; readonly hasAlpha: boolean } {
  const [offset, headerSize] = [bytes.readUInt32LE(10), bytes.readUInt32LE(14)];
  const [bits, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const hasPalette = [1, 4, 8].includes(bits);
  const colors = bytes.readUInt32LE(46) || (hasPalette ? 2 ** bits : 0);
  const masks = compression === bitFields && headerSize === 40 ? 12 : 0;
  const start = 14 + headerSize + masks + 4 * colors;
  const isKnown = hasPalette || bits === 24 || bits === 16 || bits === 32;
  // Long headers have masks, which say nothing unless they are used.
  const needsMasks = (bits === 16 || bits === 32) && headerSize > 40;
  const isReadable =
    compression === uncompressed
      ? isKnown && !needsMasks
      : compression === bitFields && isKnown && bits >= 16;
  if (!isReadable || offset < start || (bits === 4 && width % 2 !== 0)) {
    throw new Error(`a BMP of ${bits} bits and compression ${compression} is not read; save it as PNG`);
  }
  const hasAlpha = bits === 32 && headerSize >= 56 && bytes.readUInt32LE(66) !== 0;
  const plain = offset === start ? bytes : Buffer.concat([bytes.subarray(0, start), bytes.subarray(offset)]);
  return { plain, hasAlpha };
}
