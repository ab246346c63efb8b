import { readWhole } from '../data/whole-file.js';

/** The bytes of a file, or `undefined` when there is none. */
export async function fileIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readWhole(file);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  }
}
