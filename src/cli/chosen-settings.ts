import { InvalidInputError, UsageError } from '../errors.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { SettingsData } from '../settings/tree-defaults.js';
import type { TeacherChoiceFlags } from './training-options.js';

export interface SettingsFlags {
  /** A file of settings by their names. */
  readonly settings?: string;
}

/** What a file of settings says of a tree's size, and how it changes a preset. */
export interface ChosenSettings {
  readonly size: { readonly depth?: number; readonly epochs?: number };
  readonly apply: (settings: ExperimentSettings, data: SettingsData) => ExperimentSettings;
}

/**
 * What `--settings` says; options for the same things come before it.
 *
 * @param isTeacherGiven whether there is a teacher already, which is not trained
 * @throws {InvalidInputError} naming the file and the setting that is not there
 * @throws {UsageError} when the file is about a teacher that is there already
 */
export async function chosenSettings(
  { settings: file, teacherKind, teacherMembers }: SettingsFlags & TeacherChoiceFlags,
  isTeacherGiven: boolean,
): Promise<ChosenSettings> {
  if (file === undefined) return { size: {}, apply: (settings) => settings };
  const [{ readSettingsFile }, { withNamedSettings }] = await Promise.all([
    import('../file/settings-file.js'),
    import('../settings/named-settings.js'),
  ]);
  const named = await readSettingsFile(file);
  const ofTeacher = Object.keys(named).find((name) => name.startsWith('teacher.'));
  if (ofTeacher !== undefined && isTeacherGiven)
    throw new UsageError(`${file}: ${ofTeacher} is for a teacher that is trained, not for one that is there`);
  // A teacher of another kind has other settings: what an option says of it comes before what is derived from it.
  const all = {
    ...named,
    ...(teacherKind && { 'teacher.architecture': teacherKind }),
    ...(teacherMembers && { 'teacher.members': teacherMembers }),
  };
  const { 'tree.depth': depth, 'tree.epochs': epochs } = named;
  return {
    size: {
      ...(typeof depth === 'number' && { depth }),
      ...(typeof epochs === 'number' && { epochs }),
    },
    apply(settings, data) {
      try {
        return withNamedSettings(settings, all, data);
      } catch (error) {
        throw error instanceof InvalidInputError ? new InvalidInputError(`${file}: ${error.message}`) : error;
      }
    },
  };
}
