import { openData, type OpenData } from '../../data/open-data.js';
import { fileProblem, systemErrorCode } from '../../disk/file-problem.js';
import { DataUnavailableError } from '../../errors.js';
import type { TaskData } from '../task.js';
import { dataKeyOf, sharedSeed } from '../trial.js';
import type { ExpectedData } from './assignment.js';

/**
 * Opens the data where it lies first.
 *
 * @param expected which data it must be; absent: whatever is there
 * @throws {DataUnavailableError} saying for each place why it is not there
 */
export async function openTaskData(
  places: readonly TaskData[],
  expected: ExpectedData | undefined,
): Promise<OpenData> {
  const reasons: string[] = [];
  for (const { source, ...reading } of places) {
    try {
      const data = await openData(source, reading);
      const key = expected && keyOf(data, expected);
      if (key === expected?.dataKey) return data;
      reasons.push(`${source}: is other data (${key}, not ${expected?.dataKey})`);
    } catch (error) {
      if (expected === undefined) throw error;
      const reason = fileProblem(systemErrorCode(error)) ?? (error instanceof Error ? error.message : '');
      reasons.push(reason.includes(source) ? reason : `${source}: ${reason}`);
    }
  }
  throw new DataUnavailableError(
    `the data of the experiment, ${expected?.name ?? ''}, is not on this machine (${reasons.join('; ')}); put it there, name it with --data, or give experiment and worker a folder or s3://BUCKET/PREFIX that both reach with --share`,
  );
}

function keyOf(data: OpenData, { classWeight }: ExpectedData): string {
  return dataKeyOf(data.splits({ seed: sharedSeed, unlabelled: false, classWeight }));
}
