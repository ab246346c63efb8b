import { readFileSync } from 'node:fs';

import { InvalidInputError } from '../errors.js';

/** Script and style sheet of the report's page, as `npm run build:report` bundles them from `page/`. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/**
 * Reads the bundle. The path leads to `dist/` both from `src/` (tests, tsx) and from `dist/` (the published package).
 *
 * @throws {InvalidInputError} when the bundle was not built.
 */
export function loadPageBundle(): PageBundle {
  return { script: readAsset('page.js'), style: readAsset('page.css') };
}

function readAsset(name: string): string {
  const url = new URL(`../../dist/report/${name}`, import.meta.url);
  try {
    return readFileSync(url, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`The report page ${url.pathname} is missing: run \`npm run build\``, {
      cause,
    });
  }
}
