import { Type } from 'typebox';
import { engineNames } from '../settings/engine-choice.js';
import { answerQuality, treeQuality, treeScores } from '../tree/tree-scores.js';
import type { DocumentOf } from './document-schema.js';
import { epochMetrics } from './epoch-metrics.js';
import { count, fraction, machine, rowCounts, seconds, seed, weightRecord } from './fields.js';
import { treeSearch } from './tree-search-schema.js';

const epochs = Type.Array(epochMetrics);
const fileDigest = Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' }));
const { fidelity, mixtureFidelity } = treeScores.properties;
const tree = Type.Object({
  ...treeScores.properties,
  /** Absent where the teacher does not know the test rows, as `mixtureFidelity`. */
  fidelity: Type.Optional(fidelity),
  mixtureFidelity: Type.Optional(mixtureFidelity),
  /** Absent in files of earlier versions, as all of this kind. */
  quality: Type.Optional(treeQuality),
  /** The epoch whose weights were kept, chosen on the validation split. */
  bestEpoch: count,
  epochs,
});

/** JSON schema of `results.json`, and its one definition; keys in the order in which they are written. */
export const resultsSchema = Type.Object({
  dataset: Type.String(),
  seed: seed(),
  depth: count,
  engine: Type.Enum(engineNames),
  preset: Type.String(),
  toolVersion: Type.String(),
  /** What computed; absent in files of earlier versions, as `run`. */
  machine: Type.Optional(machine),
  rows: rowCounts,
  /** The classes in the order of all lists, with their test rows. */
  classes: Type.Optional(Type.Array(Type.Object({ name: Type.String(), rows: count }))),
  /** Of the test rows: a model that always answers it is right that often. */
  mostFrequentClass: Type.Optional(Type.Object({ name: Type.String(), share: fraction })),
  weights: Type.Optional(weightRecord),
  teacher: Type.Object({
    /** Absent where the teacher does not know the rows, as `validationAccuracy`. */
    accuracy: Type.Optional(fraction),
    validationAccuracy: Type.Optional(fraction),
    /** On the test rows. */
    quality: Type.Optional(answerQuality),
    /** Absent when the teacher is known by its answers alone. */
    parameterCount: Type.Optional(count),
    /** Empty when the teacher was there before. */
    epochs,
    /** Its trainings: on the labels, then on its own answers to rows without a label; absent without self-training. */
    rounds: Type.Optional(Type.Array(Type.Object({ validationAccuracy: fraction, kept: Type.Boolean() }))),
    /** What a teacher from elsewhere is, and what was found out about it; absent for one that was trained. */
    description: Type.Optional(Type.String()),
    checks: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), passed: Type.Boolean(), text: Type.String() })),
    ),
  }),
  /** How depth and length of training were found; absent where both were given. */
  search: Type.Optional(treeSearch),
  /** Rows without a label on which agreement with the teacher chose the distilled tree's epoch; absent: the validation rows did. */
  choosing: Type.Optional(count),
  baseline: tree,
  distilled: tree,
  /** Wall-clock seconds of each part; `loading` and `report` are absent in files of earlier versions and of experiments. */
  seconds: Type.Object({
    /** Until the data were read, split and prepared. */
    loading: Type.Optional(seconds),
    teacher: seconds,
    softTargets: seconds,
    /** Of the search for a tree's size, where there was one. */
    search: Type.Optional(seconds),
    baseline: seconds,
    distilled: seconds,
    /** All of these, and what is between them. */
    total: seconds,
    /** Of gathering what the report shows, after all of these: the report says the total, but not this. */
    report: Type.Optional(seconds),
  }),
  /** Settings of the run; a report lists whatever is there. */
  settings: Type.Object({}),
  /** The files that were written with this one. */
  run: Type.Optional(
    Type.Object({
      /** Of all of them: the same models give the same one. */
      id: Type.String(),
      /** SHA-256 of each; without a teacher's where that came from elsewhere. */
      files: Type.Object({
        'teacher/weights.bin': fileDigest,
        'teacher/model.json': fileDigest,
        'baseline.json': fileDigest,
        'distilled.json': fileDigest,
      }),
    }),
  ),
});

/** What `sdt run` measured, as the plain JSON of `results.json` and of `sdt run --json`; accuracies are fractions. */
export type ResultsDocument = DocumentOf<typeof resultsSchema>;
