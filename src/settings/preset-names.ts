/**
 * `default`: the full job; `paper`: the same job with the paper's plain setting, without what the recipe adds to it;
 * `smoke`: small models on few rows, to try everything out in seconds.
 */
export const presetNames = ['default', 'paper', 'smoke'] as const;
/** Name of a preset. */
export type PresetName = (typeof presetNames)[number];
