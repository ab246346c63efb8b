import { presetSettings } from '../settings/presets.js';
import { type PresetName } from '../settings/preset-names.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { DataFacts } from './trial.js';

/** What of the data a setting is derived from. */
export type DataAspect = 'rows' | 'features' | 'classes';

export interface SettingSource {
  /** `tree.depth` */
  readonly name: string;
  readonly value: string;
  /** Empty for a setting that is the same for all data. */
  readonly derivedFrom: readonly DataAspect[];
}

/**
 * Every setting of a recipe, with what of the data decides it: found by deriving the preset again for data with other
 * numbers of rows, as a table instead of images or the reverse, and with other numbers of classes.
 */
export function settingSources(
  settings: ExperimentSettings,
  preset: PresetName,
  { labelledRows, inputShape, classNames }: DataFacts,
): SettingSource[] {
  const facts = { rowCount: labelledRows, inputShape, classNames };
  const own = flatSettings(presetSettings(preset, facts));
  const others = {
    rows: [100, 1000, 10_000, 1_000_000].map((rowCount) => ({ ...facts, rowCount })),
    features: [[20], [28, 28, 1], [32, 32, 3]].map((shape) => ({ ...facts, inputShape: shape })),
    classes: [2, 26, 200].map((count) => ({
      ...facts,
      classNames: Array.from({ length: count }, (_, index) => String(index)),
    })),
  };
  const changed = (name: string, data: (typeof others)[DataAspect]) =>
    data.some((other) => flatSettings(presetSettings(preset, other)).get(name) !== own.get(name));
  return [...flatSettings(settings)]
    .filter(([name]) => name !== 'preset' && name !== 'seed')
    .map(([name, value]) => ({
      name,
      value,
      derivedFrom: (['rows', 'features', 'classes'] as const).filter((aspect) =>
        changed(name, others[aspect]),
      ),
    }));
}

function flatSettings(value: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
      typeof part === 'object' && part !== null
        ? [...flatSettings(part, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, String(part)] as const],
    ),
  );
}
