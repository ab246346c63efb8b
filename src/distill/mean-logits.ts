import type { UnlabelledDataset } from '../data/dataset.js';
import { InterruptedError, InvalidInputError } from '../errors.js';
import { askedRows, type LogitSource } from '../teacher/logit-source.js';
import { DeformedImages } from '../data/image/deformed-images.js';
import { imageShapeOf } from '../data/image/image-shape.js';

/**
 * Asks a teacher about several deformations of every image, the image itself among them, and takes the mean of its logits:
 * one answer for an image, however it is deformed. (Test-time augmentation, as in Simonyan & Zisserman 2015.)
 *
 * @param deformations at least 1; tables are asked about once, whatever it is
 * @returns logits row-major `[rows, classCount]`
 * @throws {InvalidInputError} when the teacher knows the images themselves alone and would be asked about deformed ones.
 * @throws {InterruptedError} when `signal` is aborted meanwhile.
 */
export async function computeMeanLogits(
  teacher: LogitSource,
  dataset: UnlabelledDataset,
  deformations: number,
  progress: {
    readonly signal?: AbortSignal | undefined;
    readonly onStart?: (totalRows: number) => void;
    readonly onProgress?: (doneRows: number) => void;
  } = {},
): Promise<Float32Array> {
  const { rowCount, featureCount, sourceRows } = dataset;
  const { classCount } = teacher;
  const images = new DeformedImages(dataset);
  const count = imageShapeOf(dataset) === undefined ? 1 : deformations;
  if (count > 1 && !teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows the images themselves alone: teacherDeformations must be 1, found ${deformations}`,
    );
  }
  const means = new Float32Array(rowCount * classCount);
  const chunk = new Float32Array(Math.min(askedRows, rowCount) * featureCount);
  progress.onStart?.(count * rowCount);
  let done = 0;
  for (let deformation = 0; deformation < count; deformation++) {
    for (let first = 0; first < rowCount; first += askedRows) {
      if (progress.signal?.aborted === true) throw new InterruptedError('stopped while asking the teacher');
      const rows = Math.min(askedRows, rowCount - first);
      for (let row = 0; row < rows; row++) images.write(first + row, deformation, chunk, row);
      const asked = deformation === 0 ? sourceRows?.subarray(first, first + rows) : undefined;
      const logits = await teacher.logits(chunk.subarray(0, rows * featureCount), rows, asked);
      for (const [index, logit] of logits.entries()) {
        const at = first * classCount + index;
        means[at] = (means[at] ?? 0) + logit / count;
      }
      done += rows;
      progress.onProgress?.(done);
      // Ctrl-C gets its turn, whatever the teacher's promises do.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return means;
}
