import { InvalidInputError } from '../../errors.js';
import { shellWord } from '../../shell-word.js';
import type { ColumnProfile } from './column-profile.js';
import { chooseLabel } from './label-choice.js';
import { isIdName, type ConstantColumn } from './raw-column.js';
import type { TableOptions } from './table-options.js';

/** A column that makes a feature, by the type of its cells; categories are read later. */
export interface FeatureRole {
  readonly profile: ColumnProfile;
  readonly type: 'number' | 'decimal comma' | 'truth value' | 'category';
}

/** What each column of a table is there for. */
export interface ColumnRoles {
  readonly label: ColumnProfile;
  readonly features: readonly FeatureRole[];
  /** Numbers that are the same in every row, and were left out for that. */
  readonly constants?: readonly ConstantColumn[];
  /** One line for each column, or group of columns, that the user may want to know about. */
  readonly notes: readonly string[];
}

/** More words than this in one column are no categories. */
export const mostCategories = 256;

/** Columns as the options name them. */
export interface AssignedColumns {
  /** All that are not left out, and do not weigh the rows. */
  readonly usable: readonly ColumnProfile[];
  readonly label: ColumnProfile | undefined;
  /** Columns that name and that weigh the rows, where the user says so. */
  readonly id: ColumnProfile | undefined;
  readonly weight: ColumnProfile | undefined;
  readonly ignored: ReadonlySet<ColumnProfile>;
  readonly categorical: ReadonlySet<ColumnProfile>;
}

/** @throws {InvalidInputError} when an option names no column, or `--weight` one that another option names */
export function assignColumns(
  profiles: readonly ColumnProfile[],
  options: TableOptions,
  path: string,
): AssignedColumns {
  const column = (text: string | undefined, option: string): ColumnProfile | undefined =>
    text === undefined ? undefined : columnNamed(profiles, text, option, path);
  const columns = (texts: readonly string[] = [], option: string): ColumnProfile[] =>
    texts.map((text) => columnNamed(profiles, text, option, path));
  const label = column(options.label, '--label');
  const id = column(options.id, '--id');
  const weight = column(options.weight, '--weight');
  const ignored = new Set([...columns(options.ignore, '--ignore'), ...(id === undefined ? [] : [id])]);
  if (weight !== undefined && (weight === label || ignored.has(weight))) {
    throw new InvalidInputError(
      `${path}: column ${JSON.stringify(weight.name)} is named by --weight and by another of --label, --id and --ignore`,
    );
  }
  const categorical = new Set(columns(options.categorical, '--categorical'));
  const usable = profiles.filter((profile) => !ignored.has(profile) && profile !== weight);
  return { usable, label, id, weight, ignored, categorical };
}

/**
 * Decides what the columns of a table are: label, features and their types, and what is left out.
 *
 * @throws {InvalidInputError} naming the column and the option, when that is ambiguous or a column cannot be used
 */
export function chooseRoles(
  { usable, label: named, weight, ignored, categorical }: AssignedColumns,
  path: string,
): ColumnRoles {
  const { column: label, reason } = chooseLabel(usable, named, path);

  const features: FeatureRole[] = [];
  const constants: ConstantColumn[] = [];
  const leftOut: string[] = [...ignored].map(({ name }) => name);
  for (const profile of usable) {
    if (profile === label) continue;
    const why = categorical.has(profile) ? undefined : reasonToIgnore(profile);
    const { name, numbers, rows, least, greatest } = profile;
    if (why !== undefined) leftOut.push(`${name}: ${why}`);
    if (why !== undefined && numbers === rows && least === greatest)
      constants.push({ name, value: least, before: features.length });
    if (why === undefined) features.push({ profile, type: typeOf(profile, categorical.has(profile), path) });
  }
  if (features.length === 0) {
    throw new InvalidInputError(
      `${path}: no column is left to learn from beside the label ${JSON.stringify(label.name)}`,
    );
  }
  return {
    label,
    features,
    constants,
    notes: [summary({ label, reason, weight }, features, leftOut)],
  };
}

function columnNamed(
  profiles: readonly ColumnProfile[],
  text: string,
  option: string,
  path: string,
): ColumnProfile {
  const found =
    profiles.find(({ name }) => name === text) ??
    (/^\d+$/.test(text) ? profiles[Number(text) - 1] : undefined);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    `${path}: ${option} names no column: ${JSON.stringify(text)}; the columns are ${profiles.map(({ name }) => JSON.stringify(name)).join(', ')}`,
  );
}

/** Why a column cannot help: it says nothing, or something else in every row. */
function reasonToIgnore(profile: ColumnProfile): string | undefined {
  const { distinct, present, numbers, integers, rows, name, least, greatest } = profile;
  if (present === 0) return 'empty';
  if (distinct === 1) return 'the same in every row';
  const isWord = numbers < present && profile.commaNumbers < present;
  const allDiffer = distinct === present && present > 10;
  const countsRows = integers === rows && greatest - least === rows - 1;
  if (allDiffer && (isWord || isIdName(name) || countsRows)) return 'all different';
  if (isWord && distinct > mostCategories && distinct > present / 2) return 'mostly different words';
  return undefined;
}

function typeOf(profile: ColumnProfile, isCategorical: boolean, path: string): FeatureRole['type'] {
  const { present, numbers, commaNumbers, truthValues, distinct, name } = profile;
  if (!isCategorical) {
    if (numbers === present) return 'number';
    if (commaNumbers === present) return 'decimal comma';
    if (truthValues === present && distinct === 2) return 'truth value';
    // A word among many numbers is a slip, or stands for a missing one: the reader says which.
    if (numbers > 0.8 * present) return 'number';
  }
  if (distinct > mostCategories) {
    throw new InvalidInputError(
      `${path}: column ${JSON.stringify(name)} has ${distinct} different words, and at most ${mostCategories} can be categories; leave it out with --ignore ${shellWord(name)}`,
    );
  }
  return 'category';
}

/** `label: species (by its name), 3 classes; 4 numbers; 1 column ignored (Id: all different)` */
function summary(
  {
    label,
    reason,
    weight,
  }: {
    readonly label: ColumnProfile;
    readonly reason: string | undefined;
    readonly weight: ColumnProfile | undefined;
  },
  features: readonly FeatureRole[],
  leftOut: readonly string[],
): string {
  const count = (types: readonly FeatureRole['type'][], one: string, many = `${one}s`): string[] => {
    const columns = features.filter(({ type }) => types.includes(type)).length;
    return columns === 0 ? [] : [`${columns} ${columns === 1 ? one : many}`];
  };
  const missing = features.filter(({ profile }) => profile.present < profile.rows);
  return [
    `label: ${label.name}${reason === undefined ? '' : ` (${reason})`}, ${label.distinct} classes`,
    ...(weight === undefined ? [] : [`weight: ${weight.name}`]),
    ...count(['number', 'decimal comma'], 'number'),
    ...count(['truth value'], 'yes or no', 'yes or no'),
    ...count(['category'], 'category', 'categories'),
    ...(missing.length === 0
      ? []
      : [`${missing.length} with missing values (${missing.map(({ profile }) => profile.name).join(', ')})`]),
    ...(leftOut.length === 0
      ? []
      : [`${leftOut.length} ${leftOut.length === 1 ? 'column' : 'columns'} ignored (${leftOut.join('; ')})`]),
  ].join('; ');
}
