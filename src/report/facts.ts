import type { FactGroup } from './report-data.js';
import type { ReportInput } from './report-input.js';

/** How the trees came about, as names and values in groups: the data, the time it took, then every setting. */
export function experimentFacts({ experiment, test }: ReportInput): FactGroup[] {
  const { rows, weights, seconds, settings, teacher, machine } = experiment;
  const run = [
    fact('dataset', test.name),
    fact('seed', experiment.seed),
    fact('preset', experiment.preset),
    fact('engine', experiment.engine),
    fact('threads', machine?.threads),
    fact('processor', machine?.processor),
    fact('run', experiment.run?.id),
    fact('training rows', rows?.train.toLocaleString('en-US')),
    fact('validation rows', rows?.validation.toLocaleString('en-US')),
    fact('test rows', test.rowCount.toLocaleString('en-US')),
    fact('weights of rows', weights?.column),
    fact('total time', seconds?.total === undefined ? undefined : duration(seconds.total)),
    fact('teacher', teacher?.description),
    fact('teacher weights', teacher?.parameterCount?.toLocaleString('en-US')),
  ].flat();
  // Its own time is not known when a report is made for the first time, and it is to be the same ever after.
  const { report: _, ...known } = seconds ?? {};
  const times = Object.entries(known).flatMap(([part, value]) =>
    fact(words(part), value === undefined ? undefined : duration(value)),
  );
  const groups = [
    { title: 'Run', facts: run },
    { title: 'Time', facts: times },
    { title: 'Weights of classes', facts: classFacts(weights?.classes ?? {}) },
    ...settingGroups(settings ?? {}),
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}

function classFacts(weights: Readonly<Record<string, number>>): FactGroup['facts'] {
  return Object.entries(weights).flatMap(([name, weight]) => fact(name, weight.toPrecision(4)));
}

/** Every setting of a run by its name, in groups. */
export function settingGroups(settings: object): FactGroup[] {
  return entries(settings).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && name !== 'classWeight'
      ? [{ title: `Settings: ${words(name)}`, facts: flatten(value, '') }]
      : [],
  );
}

function flatten(settings: object, prefix: string): FactGroup['facts'] {
  return entries(settings).flatMap(([name, value]) => {
    const label = `${prefix}${words(name)}`;
    if (Array.isArray(value)) return fact(label, value.join(', '));
    if (typeof value === 'object' && value !== null) return flatten(value, `${label}: `);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? fact(label, value)
      : [];
  });
}

function entries(settings: object): [string, unknown][] {
  return Object.entries(settings);
}

function fact(name: string, value: string | number | boolean | undefined): FactGroup['facts'] {
  return value === undefined ? [] : [{ name, value: String(value) }];
}

/** `learningRate` to `learning rate`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
