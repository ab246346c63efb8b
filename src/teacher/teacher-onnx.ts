import { layersModelToOnnx } from '../compile/layers-model-onnx.js';
import { InvalidInputError, UnsupportedOpError } from '../errors.js';
import { readLayersModel } from './foreign/layers-model-folder.js';

/**
 * A teacher's folder as an ONNX model: prepared `features` in, `[batch, ...]`, and out what the teacher answers.
 *
 * @throws {InvalidInputError} naming the folder, when it holds no layers model, or one that cannot be written
 */
export async function teacherToOnnx(folder: string): Promise<Uint8Array> {
  const model = await readLayersModel(folder);
  try {
    return layersModelToOnnx(model);
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof UnsupportedOpError)) throw error;
    throw new InvalidInputError(`${folder}: ${error.message}`, { cause: error });
  } finally {
    model.dispose();
  }
}
