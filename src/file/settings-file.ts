import { readWhole } from '../data/whole-file.js';
import { InvalidInputError } from '../errors.js';
import { kindOf, type NamedSettings } from '../settings/named-settings.js';

/** Settings by their names as a file has them: one JSON object, such as `{"tree.depth": 5}`. */
export function settingsFileText(settings: NamedSettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/**
 * Reads settings by their names, as `sdt search` writes the best. What values they may have is found out where they are used.
 *
 * @throws {InvalidInputError} naming the file and the entry that is no setting
 */
export async function readSettingsFile(file: string): Promise<NamedSettings> {
  const text = (await readWhole(file)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${file}: must be JSON, such as {"tree.depth": 5}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidInputError(
      `${file}: must be an object of settings and their values, such as {"tree.depth": 5}`,
    );
  for (const name of Object.keys(value)) {
    try {
      kindOf(name);
    } catch (error) {
      throw error instanceof InvalidInputError ? new InvalidInputError(`${file}: ${error.message}`) : error;
    }
  }
  return value as NamedSettings;
}
