import type { SeededRandom } from '../../src/data/random.js';

/** Numbers as people and programs get them wrong. */
const numberTexts = [
  ...['0', '-0', '-1', '1', '2', '255', '256', '65535', '65536', '4294967295', '4294967296'],
  ...['9007199254740993', '1e300', '-1e300', '1e-320', '1e39', '0.1', '-0.5', '1e400', '00', '1_000'],
  ...['NaN', 'nan', 'Infinity', '-inf', '0x10', '1,5', '', 'null', 'true', '--', '1e', '٣'],
] as const;
const words = [
  '',
  ' ',
  '?',
  'NA',
  '"',
  '""',
  "'",
  ',',
  ';',
  '\t',
  '\r',
  '\n',
  '\\',
  '\0',
  '\ufeff',
  '\u202e',
];
const values: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 0.5, 2, 255, 1e9, 2 ** 53, -(2 ** 53), 1e300, -1e300, 1e-320],
  ...['', ' ', 'a', 'NaN', '__proto__', '../x', '\u0000', 'x'.repeat(3000), [], {}, [[]], [null], { a: 1 }],
];
const integers = [0, 1, -1, 2, 127, 128, 255, 256, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, -(2 ** 31), 2 ** 30];

function pick<T>(random: SeededRandom, items: readonly [T, ...T[]] | readonly T[]): T {
  return items[random.integer(items.length)] as T;
}

/** The bytes with one to a few changes of a kind that damaged, cut or forged files have. */
export function mutatedBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random.integer(3); times > 0; times--) changed = changedOnce(changed, random);
  return changed;
}

function changedOnce(bytes: Buffer, random: SeededRandom): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  // Headers decide most, and stand at the start.
  const limit = random.next() < 0.5 ? Math.min(64, copy.length) : copy.length;
  const at = random.integer(Math.max(1, limit));
  const length = 1 + random.integer(Math.min(64, Math.max(1, copy.length - at)));
  switch (random.integer(9)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy, Buffer.alloc(1 + random.integer(200), random.integer(256))]);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 3:
      return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)]);
    case 4:
      if (at + 4 <= copy.length) copy.writeInt32BE(pick(random, integers), at);
      return copy;
    case 5:
      if (at + 4 <= copy.length) copy.writeInt32LE(pick(random, integers), at);
      return copy;
    case 6:
      copy.fill(random.integer(256), at, Math.min(copy.length, at + length));
      return copy;
    case 7:
      if (at < copy.length) copy[at] = pick(random, [0, 255, 127, 128, 10, 34, 44, 46]);
      return copy;
    default:
      copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8));
      return copy;
  }
}

/** A text with changed numbers, words, cells and lines. */
export function mutatedText(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  const lines = text.split('\n');
  const line = random.integer(lines.length);
  switch (random.integer(5)) {
    case 0:
      return Buffer.from(replacedAt(text, /-?\d+(?:\.\d+)?/g, pick(random, numberTexts), random));
    case 1:
      return Buffer.from(replacedAt(text, /[^,;\t\n]+/g, pick(random, words), random));
    case 2:
      lines.splice(line, random.integer(2), lines[random.integer(lines.length)] ?? '');
      return Buffer.from(lines.join('\n'));
    case 3:
      lines[line] = `${lines[line] ?? ''}${pick(random, words)}`;
      return Buffer.from(lines.join('\n'));
    default:
      return mutatedBytes(bytes, random);
  }
}

function replacedAt(text: string, pattern: RegExp, replacement: string, random: SeededRandom): string {
  const places = [...text.matchAll(pattern)];
  const place = pick(random, places);
  if (places.length === 0) return text;
  return text.slice(0, place.index) + replacement + text.slice(place.index + place[0].length);
}

/** A JSON document, or lines of them, with entries that are changed, gone, doubled or of another type. */
export function mutatedJson(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.next() < 0.15) return mutatedText(bytes, random);
  const lines = Buffer.from(bytes).toString('utf8').trimEnd();
  const isLines = lines.includes('\n{');
  const documents = (isLines ? lines.split('\n') : [lines]).map((text) => JSON.parse(text) as unknown);
  const chosen = random.integer(documents.length);
  for (let times = 1 + random.integer(2); times > 0; times--) changeEntry(documents[chosen], random);
  return Buffer.from(`${documents.map((document) => JSON.stringify(document)).join('\n')}\n`);
}

type Parent = Record<string, unknown>;

function changeEntry(document: unknown, random: SeededRandom): void {
  const places: { readonly parent: Parent; readonly key: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const parent = value as Parent;
    // Of a long list a few entries stand for all.
    for (const key of Object.keys(parent).slice(0, 40)) {
      places.push({ parent, key });
      visit(parent[key]);
    }
  };
  visit(document);
  if (places.length === 0) return;
  const { parent, key } = pick(random, places);
  const other = pick(random, places);
  const found = parent[key];
  switch (random.integer(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else Reflect.deleteProperty(parent, key);
      return;
    case 1:
      parent[key] = structuredClone(other.parent[other.key]);
      return;
    case 2:
      if (Array.isArray(parent)) parent.push(structuredClone(found));
      else parent[`${key}x`] = found;
      return;
    case 3:
      if (typeof found === 'number') parent[key] = found * pick(random, [-1, 0.5, 10, 1e6, 1e300]);
      else if (typeof found === 'string') parent[key] = found.slice(random.integer(found.length + 1));
      else parent[key] = pick(random, values);
      return;
    default:
      parent[key] = pick(random, values);
  }
}
