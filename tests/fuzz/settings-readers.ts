import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { drawSettings } from '../../src/experiment/search/draw-settings.js';
import { assertSearchable, parseSearchSpace } from '../../src/experiment/search/search-space.js';
import { readSettingsFile, settingsFileText } from '../../src/file/settings-file.js';
import { readShardRecord } from '../../src/file/shard-record.js';
import { withNamedSettings } from '../../src/settings/named-settings.js';
import { presetSettings } from '../../src/settings/presets.js';
import { assertExperiment } from '../../src/settings/settings-ranges.js';
import type { SettingsData } from '../../src/settings/tree-defaults.js';
import type { FuzzedReader } from './campaign.js';
import { mutatedJson } from './mutations.js';

const table: SettingsData = { rowCount: 500, inputShape: [4], classNames: ['a', 'b', 'c'] };
const settings = presetSettings('default', table);
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

const space = {
  'tree.depth': { integer: [3, 8] },
  'tree.epochs': { logInteger: [10, 100] },
  'tree.penalty': { uniform: [0, 0.1] },
  'teacher.learningRate': { logUniform: [0.001, 0.1] },
  'tree.objective': ['mixture-nll', 'mixture-to-paths'],
};
const shard = {
  ...{ number: 3, count: 16, version: '0.1.0', dataset: 'stones', dataKey: 'a1', plan: 'b2' },
  trials: ['c3', 'd4'],
  command: 'sdt experiment stones.csv --plan main --seeds 5',
};

/** Every setting that is drawn of a space which is taken must be one that a tree can be trained with. */
async function spaceProblem(folder: string): Promise<string | undefined> {
  const file = path.join(folder, 'space.json');
  const parsed = parseSearchSpace(await readFile(file, 'utf8'), file);
  assertSearchable(parsed, settings, table, file);
  const drawn = drawSettings(parsed, 5, 1);
  if (drawn.length === 0) return 'nothing to draw';
  for (const named of drawn) {
    try {
      assertExperiment(withNamedSettings(settings, named, table));
    } catch (error) {
      return `${JSON.stringify(named)} was drawn: ${String(error)}`;
    }
  }
  return undefined;
}

/** Readers of what decides settings, and of the record of a shard. */
export function settingsReaders(): FuzzedReader[] {
  return [
    {
      name: 'search space',
      files: { 'space.json': { bytes: bytesOf(space), mutate: mutatedJson } },
      read: spaceProblem,
    },
    {
      name: 'settings file',
      files: {
        'best.json': {
          bytes: Buffer.from(settingsFileText({ 'tree.depth': 5, 'distillation.temperature': 2 })),
          mutate: mutatedJson,
        },
      },
      async read(folder) {
        const named = await readSettingsFile(path.join(folder, 'best.json'));
        assertExperiment(withNamedSettings(settings, named, table));
        return undefined;
      },
    },
    {
      name: 'shard record',
      files: { 'shard.json': { bytes: bytesOf(shard), mutate: mutatedJson } },
      async read(folder) {
        const { number, count } = await readShardRecord(path.join(folder, 'shard.json'));
        return number >= 1 && number <= count ? undefined : `shard ${number} of ${count}`;
      },
    },
  ];
}
