import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '__snapshots__');

/**
 * Compares a drawing with the picture committed under `__snapshots__/`, which can be opened and reviewed as a picture.
 * `UPDATE_SNAPSHOTS=1 npm run jest -- tests/render` writes the pictures anew; without it a missing one is a failure.
 */
export function expectSvgSnapshot(name: string, svg: string): void {
  const file = path.join(folder, `${name}.svg`);
  if (process.env.UPDATE_SNAPSHOTS === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, svg);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : `no snapshot at ${file}`).toBe(svg);
}
