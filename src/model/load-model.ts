import { readTreeFile } from '../file/tree-file.js';
import { Model } from './model.js';

/**
 * Reads a model from a tree file, as `Model.save` and `sdt` write it.
 *
 * @throws {InvalidInputError} when the file cannot be read or is not a tree file
 */
export async function loadModel(file: string): Promise<Model> {
  return new Model(await readTreeFile(file));
}
