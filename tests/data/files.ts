import { afterAll } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** A new folder with the given files (by relative path), removed after the tests of the calling file. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sdt-data-'));
  created.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const created: string[] = [];
afterAll(async () => {
  await Promise.all(created.map((folder) => rm(folder, { recursive: true })));
});

/** Bytes of an IDX file. */
export function idxBytes(typeCode: number, shape: readonly number[], elements: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = typeCode;
  header[3] = shape.length;
  shape.forEach((size, axis) => header.writeInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, elements]);
}

/** Bytes of a NumPy file, format 1.0. */
export function npyBytes(
  descr: string,
  shape: readonly number[],
  elements: ArrayBufferView,
  fortranOrder = false,
): Buffer {
  const order = fortranOrder ? 'True' : 'False';
  const tuple = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  // NumPy pads so that the elements begin at a multiple of 64.
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const prefix = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  prefix.writeUInt16LE(padded.length, 8);
  const data = Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength);
  return Buffer.concat([prefix, Buffer.from(padded, 'latin1'), data]);
}

interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colorType: number;
  /** Bytes of each line, without the filter's. */
  readonly lines: readonly (readonly number[])[];
  readonly palette?: readonly number[];
  readonly isInterlaced?: boolean;
}

/** Bytes of a PNG image, put together by the specification. */
export function pngBytes({
  width,
  height,
  depth,
  colorType,
  lines,
  palette,
  isInterlaced,
}: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, isInterlaced === true ? 1 : 0], 8);
  const chunks = [chunk('IHDR', header)];
  if (palette !== undefined) chunks.push(chunk('PLTE', Buffer.from(palette)));
  chunks.push(chunk('IDAT', deflateSync(Buffer.from(lines.flatMap((line) => [0, ...line])))));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An 8-bit gray image. */
export function grayPng(lines: readonly (readonly number[])[]): Buffer {
  return pngBytes({ width: lines[0]?.length ?? 0, height: lines.length, depth: 8, colorType: 0, lines });
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
