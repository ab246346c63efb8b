import type { MachineRecord } from '../../engine/machine.js';
import type { TrialRecord } from '../../file/trial-record.js';

/** What differs between the machines of some trials, a line each; nothing where all are alike. */
export function machineNotes(records: readonly TrialRecord[]): string[] {
  const machines = new Map<string, number>();
  for (const { machine, teacher, baseline, distilled } of records) {
    const texts = [machine, teacher.machine, baseline.machine, distilled.machine].flatMap((each) =>
      each === undefined ? [] : [machineText(each)],
    );
    for (const text of new Set(texts)) machines.set(text, (machines.get(text) ?? 0) + 1);
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

function machineText({ engine, processor, features, node }: MachineRecord): string {
  return `${processor} (${features.join(' ') || 'instruction sets unknown'}), ${engine}, Node ${node}`;
}
