import { Command, Help, type AddHelpTextContext, type AddHelpTextPosition } from 'commander';
import { displayWidth, wrapWords } from './wrapped-text.js';

/** Fewest places in which a description beside its option still reads well; with fewer it stands below. */
const narrowestColumn = 40;

const belowTerm = ' '.repeat(6);

/** The part of a help text that commander lays out, at any width: descriptions move below their options where there is no room beside. */
class NarrowHelp extends Help {
  override minWidthToWrap = 20;

  override formatItem(term: string, termWidth: number, description: string, helper: Help): string {
    const width = this.helpWidth ?? 80;
    const isBeside = width - termWidth - '    '.length >= narrowestColumn;
    if (isBeside || description === '') return super.formatItem(term, termWidth, description, helper);
    const lines = helper.boxWrap(description, width - belowTerm.length).split('\n');
    return [`  ${term}`, ...lines.map((line) => `${belowTerm}${line}`)].join('\n');
  }
}

/** An example: the command, and behind two blanks or more what it is for. */
const example = /^ {2}((?:cat \S+ \| )?sdt(?: \S+)*)(?: {2,}(\S.*))?$/;

/**
 * What stands below the options, in lines that fit: the lines of a paragraph are joined and broken anew at blanks; an example keeps
 * its line, what it is for moves below it where there is no room, and a command that is too long goes on behind a backslash. Of other
 * lines that are indented the last cell is broken.
 */
export function fittedFooter(text: string, width: number): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) lines.push(...wrapWords(paragraph.join(' '), width));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) paragraph.push(line);
    else {
      endParagraph();
      lines.push(...fittedLine(line, width));
    }
  }
  endParagraph();
  return lines.join('\n');
}

function fittedLine(line: string, width: number): string[] {
  const [, command, purpose] = example.exec(line) ?? [];
  if (displayWidth(line) <= width) return [line];
  if (command === undefined) return foldedCells(line, width);
  const commandLines = continuedCommand(command, width);
  return purpose === undefined
    ? commandLines
    : [...commandLines, ...wrapWords(purpose, width, belowTerm, belowTerm)];
}

/** A line of a table: its last cell is broken at blanks, in its column where there is room for words. */
function foldedCells(line: string, width: number): string[] {
  const [, start = '', last = ''] = /^(.* {2,})(\S.*)$/.exec(line) ?? [];
  if (width - displayWidth(start) >= narrowestColumn)
    return wrapWords(last, width, start, ' '.repeat(displayWidth(start)));
  return start.trim() === ''
    ? wrapWords(last, width, start, `${start}  `)
    : [start.trimEnd(), ...wrapWords(last, width, belowTerm, belowTerm)];
}

/** A command of a shell, to be copied whole; an option and its value stay on one line. */
function continuedCommand(command: string, width: number): string[] {
  if (displayWidth(`  ${command}`) <= width) return [`  ${command}`];
  const kept = command.replace(/ (--?[a-z-]+) (?!-)/g, ' $1\u00a0');
  const lines = wrapWords(kept, width - ' \\'.length, '  ', '      ').map((line) =>
    line.replaceAll('\u00a0', ' '),
  );
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

/** A command whose whole help fits the width that its output is configured with; so do those of its subcommands. */
export class FittedCommand extends Command {
  override createCommand(name?: string): Command {
    return new FittedCommand(name);
  }

  override createHelp(): Help {
    return Object.assign(new NarrowHelp(), this.configureHelp());
  }

  override addHelpText(
    position: AddHelpTextPosition,
    text: string | ((context: AddHelpTextContext) => string),
  ): this {
    return super.addHelpText(position, (context) => {
      const output = this.configureOutput();
      const width = (context.error ? output.getErrHelpWidth?.() : output.getOutHelpWidth?.()) ?? 80;
      return fittedFooter(typeof text === 'string' ? text : text(context), width);
    });
  }
}
