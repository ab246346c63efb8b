import type { TrialRecord } from '../../file/trial-record.js';

/** What differs between the machines of some trials, a line each; nothing where all are alike. */
export function machineNotes(records: readonly TrialRecord[]): string[] {
  const machines = new Map<string, number>();
  for (const { machine } of records) {
    if (machine === undefined) continue;
    const { engine, processor, features, node } = machine;
    const text = `${processor} (${features.join(' ') || 'instruction sets unknown'}), ${engine}, Node ${node}`;
    machines.set(text, (machines.get(text) ?? 0) + 1);
  }
  const fingerprints = new Map<string, Set<string>>();
  for (const { teacher } of records)
    fingerprints.set(teacher.key, (fingerprints.get(teacher.key) ?? new Set()).add(teacher.fingerprint));
  const different = [...fingerprints.values()].filter((each) => each.size > 1).length;
  return [
    ...(machines.size < 2
      ? []
      : [
          `The trials come from ${machines.size} kinds of machine, whose numbers may differ: ${[...machines].map(([text, count]) => `${text}: ${count}`).join('; ')}`,
        ]),
    ...(different === 0
      ? []
      : [
          `${different === 1 ? 'One teacher was' : `${different} teachers were`} trained to other weights in one shard than in another: their trials are no repetition of one run to the byte`,
        ]),
  ];
}
