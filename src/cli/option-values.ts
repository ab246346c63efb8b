import { UsageError } from '../errors.js';
import { formatList } from '../render/list-text.js';

/** Turns the text of one option into its value, or throws a {@link UsageError} that names the option. */
export type OptionParser<T> = (text: string) => T;

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @param label how the user wrote it: `--depth`, or `<index>` for an argument */
export function integerOption(
  label: string,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): OptionParser<number> {
  const allowed =
    maximum === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${minimum}`
      : `an integer from ${minimum} to ${maximum}`;
  return (text) => {
    const value = readNumber(text);
    if (!Number.isSafeInteger(value) || value < minimum || value > maximum)
      throw outside(label, allowed, text);
    return value;
  };
}

/** A number greater than 0. */
export function positiveOption(label: string, maximum = Number.MAX_VALUE): OptionParser<number> {
  const limit = maximum === Number.MAX_VALUE ? '' : `, at most ${maximum}`;
  return (text) => {
    const value = readNumber(text);
    if (!(value > 0 && value <= maximum)) throw outside(label, `a number greater than 0${limit}`, text);
    return value;
  };
}

/** A number from `minimum` to `maximum`, both included. */
export function numberOption(label: string, minimum: number, maximum = Infinity): OptionParser<number> {
  const allowed =
    maximum === Infinity ? `a number of at least ${minimum}` : `a number from ${minimum} to ${maximum}`;
  return (text) => {
    const value = readNumber(text);
    if (!(value >= minimum && value <= maximum && Number.isFinite(value)))
      throw outside(label, allowed, text);
    return value;
  };
}

/** One of a few words, which the parser names as `choices`. */
export function choiceOption<T extends string>(
  label: string,
  choices: readonly T[],
): OptionParser<T> & { readonly choices: readonly T[] } {
  const parser = (text: string): T => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw outside(label, formatList(choices, 'or'), text);
    return found;
  };
  return Object.assign(parser, { choices });
}

/** The words that a parser of {@link choiceOption} takes; none for any other. */
export function choicesOf(parser: unknown): readonly string[] {
  const isChoice = typeof parser === 'function' && 'choices' in parser;
  return isChoice ? (parser.choices as readonly string[]) : [];
}

/** A word, or what another parser takes. */
export function orWord<W extends string, T>(word: W, parser: OptionParser<T>): OptionParser<W | T> {
  return (text) => (text === word ? word : parser(text));
}

/** A path; the empty text that an unset shell variable leaves behind is refused. */
export function pathOption(label: string): OptionParser<string> {
  return (text) => {
    if (text.trim() === '') throw outside(label, 'a path', text);
    return text;
  };
}

/** What stands for stdout where a file may be named. */
export const stdoutName = '-';

/** The path of what is written by a command that has more to write than stdout takes. */
export function outputPathOption(label: string): OptionParser<string> {
  const parser = pathOption(label);
  return (text) => {
    if (text === stdoutName) throw outside(label, 'a path (./- for one that is called so)', text);
    return parser(text);
  };
}

/** NaN for anything but a plain decimal number: `Number` alone would take '', ' ', '0x10' and 'Infinity'. */
function readNumber(text: string): number {
  return decimalNumber.test(text.trim()) ? Number(text) : NaN;
}

function outside(label: string, allowed: string, found: string): UsageError {
  return new UsageError(`${label} must be ${allowed}, found ${JSON.stringify(found)}`);
}
