import { readFileSync } from 'node:fs';

/** Version of the toolkit, from its package.json. */
export function toolVersion(): string {
  // The same two levels up from src/file (development) and from dist/file (the package).
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
