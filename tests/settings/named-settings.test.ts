import { describe, expect, test } from '@jest/globals';
import { settingKinds, withNamedSettings } from '../../src/settings/named-settings.js';
import { presetSettings } from '../../src/settings/presets.js';
import type { SettingsData } from '../../src/settings/tree-defaults.js';
import { withSize } from '../../src/settings/tree-size.js';

const table: SettingsData = { rowCount: 500, inputShape: [4], classNames: ['a', 'b', 'c'] };
const images: SettingsData = { ...table, inputShape: [8, 8, 1] };
const ofTable = withSize(presetSettings('default', table), {}, table);
const ofImages = withSize(presetSettings('default', images), {}, images);
const change = (named: Record<string, number | boolean | string>, base = ofTable, data = table) =>
  withNamedSettings(base, named, data);

describe('settings by their names', () => {
  test('nothing named changes nothing', () => {
    expect(change({})).toEqual(ofTable);
  });

  test('each group has its own, and the rest stays', () => {
    const changed = change({
      'tree.learningRate': 0.05,
      'distillation.temperature': 2,
      'teacher.dense.units': 32,
      'teacher.epochs': 3,
    });
    expect(changed).toEqual({
      ...ofTable,
      tree: { ...ofTable.tree, learningRate: 0.05 },
      distillation: { ...ofTable.distillation, temperature: 2 },
      teacher: { ...ofTable.teacher, epochs: 3, dense: { ...ofTable.teacher.dense, units: 32 } },
    });
  });

  test('a depth that is named is not searched for, as by --depth; epochs still are', () => {
    expect(ofTable.search).toBeDefined();
    expect(change({ 'tree.depth': 5 })).toEqual(
      withSize(presetSettings('default', table), { depth: 5 }, table),
    );
    expect(change({ 'tree.depth': 5, 'tree.epochs': 7 })).not.toHaveProperty('search');
  });

  test('a teacher of another kind has what suits the data', () => {
    expect(change({ 'teacher.architecture': 'linear' }).teacher).toEqual(
      presetSettings('default', table, 1, { kind: 'linear' }).teacher,
    );
    const { teacher } = change({ 'teacher.members': 2, 'teacher.learningRate': 0.01 });
    expect(teacher).toEqual({
      ...presetSettings('default', table, 1, { members: 2 }).teacher,
      learningRate: 0.01,
    });
  });

  test('every setting can be named, with a value that a preset has', () => {
    for (const name of settingKinds.keys()) {
      const isDense = name.startsWith('teacher.dense.');
      const [base, data] = isDense ? [ofTable, table] : [ofImages, images];
      const value = name
        .split('.')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], base);
      const changed = withNamedSettings(base, { [name]: (value ?? 1) as number }, data);
      expect([name, changed.preset]).toEqual([name, 'default']);
    }
  });
});

describe('settings that cannot be', () => {
  test.each([
    [{ 'tree.dept': 3 }, 'unknown setting "tree.dept"; near names: tree.depth'],
    [{ zzz: 3 }, 'unknown setting "zzz"; settings are tree.depth, tree.epochs,'],
    [{ 'tree.depth': 40 }, 'tree.depth: depth must be an integer from 1 to 12, found 40'],
    [{ 'tree.depth': 2.5 }, 'tree.depth must be an integer, found 2.5'],
    [{ 'tree.depth': '3' }, 'tree.depth must be an integer, found "3"'],
    [{ 'tree.objective': 'nll' }, 'tree.objective must be "expected-cross-entropy" or "mixture-nll" or'],
    [
      { 'distillation.hardWeight': 2 },
      'distillation.hardWeight: hard weight must be a finite number in [0, 1]',
    ],
    [{ 'tree.augment': true }, 'tree.augment deforms images, but the data is a table'],
    [{ 'teacher.architecture': 'cnn' }, 'teacher kind cnn needs images, but the data is a table'],
    [{ 'teacher.members': 0 }, 'teacher.members must be from 1 to 64, found 0'],
    [
      { 'teacher.architecture': 'linear', 'teacher.dense.units': 8 },
      'teacher.dense.units is for a teacher of kind mlp, found linear',
    ],
  ])('%j: %s', (named, message) => {
    expect(() => change(named)).toThrow(message);
  });

  test('a cnn has no dense layers of its own', () => {
    expect(() => change({ 'teacher.dense.noise': 0.1 }, ofImages, images)).toThrow(
      'teacher.dense.noise is for a teacher of kind mlp or linear, found cnn',
    );
  });
});
