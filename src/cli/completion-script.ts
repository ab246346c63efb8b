import type { Command } from 'commander';
import { choicesOf } from './option-values.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What may follow one command on the command line. */
interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Words that its argument is one of; none where that is a file. */
  readonly choices: readonly string[];
}

interface OptionWords {
  /** Without its dashes; `short` is absent where there is none. */
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** Words that its value is one of; none where that is a number or a file. */
  readonly choices: readonly string[];
}

/**
 * The script that lets a shell complete commands, options and their words; where none are known the shell completes files. It is
 * made of the commands alone and asks the program nothing, so that a key press does not wait for Node.
 */
export function completionScript(program: Command, shell: Shell): string {
  const commands = wordsOf(program);
  if (shell === 'fish') return fishScript(commands);
  const bash = bashScript(commands);
  if (shell === 'bash') return bash;
  return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

function wordsOf(program: Command): CommandWords[] {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  return commands.map((command) => ({
    name: command.name(),
    summary: help.subcommandDescription(command),
    options: help
      .visibleOptions(command)
      .flatMap(({ long, short, description, required, optional, parseArg }) =>
        long === undefined
          ? []
          : {
              long: long.slice(2),
              short: short?.slice(1),
              description,
              takesValue: required || optional,
              choices: choicesOf(parseArg),
            },
      ),
    choices: command.name() === 'help' ? names : choicesOf(command.registeredArguments[0]?.parseArg),
  }));
}

function bashScript(commands: readonly CommandWords[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ long, short, choices }) => {
        const written = [`--${long}`, ...(short === undefined ? [] : [`-${short}`])];
        const patterns = written.map((word) => `'${name} ${word}'`).join(' | ');
        return `      ${patterns}) words='${choices.join(' ')}' ;;`;
      }),
  );
  const others = commands.flatMap(({ name, options, choices }) => [
    `          '${name} -'*) words='${options.map(({ long }) => `--${long}`).join(' ')}' ;;`,
    `          '${name} '*) words='${choices.join(' ')}' ;;`,
  ]);
  return `_sdt() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')} --help --version'
  else
    case "\${COMP_WORDS[1]} $previous" in
${values.join('\n')}
      *)
        case "\${COMP_WORDS[1]} $current" in
${others.join('\n')}
        esac
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sdt sdt
`;
}

function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, options, choices }) => {
    const isChosen = `complete -c sdt -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c sdt -n __fish_use_subcommand -f -a ${name} -d ${fishWord(summary)}`,
      ...(choices.length > 0 ? [`${isChosen} -f -a ${fishWord(choices.join(' '))}`] : []),
      ...options.map((option) => `${isChosen} ${fishOption(option)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function fishOption({ long, short, description, takesValue, choices }: OptionWords): string {
  const names = short === undefined ? `-l ${long}` : `-l ${long} -s ${short}`;
  const value = choices.length > 0 ? ` -x -a ${fishWord(choices.join(' '))}` : takesValue ? ' -r' : '';
  return `${names}${value} -d ${fishWord(description)}`;
}

function fishWord(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
