import type { Command, Option } from 'commander';

/** Returns the commands, options or choices that complete the last word. An empty result means a file. */
export function candidatesFor(program: Command, words: readonly string[]): readonly string[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = commandAt(program, before);
  const asked = command.options.find((option) => isNamed(option, before.at(-1)) && takesValue(option));
  const candidates = asked === undefined ? namesIn(program, command, current) : (asked.argChoices ?? []);
  return candidates.filter((candidate) => candidate.startsWith(current));
}

function commandAt(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => findCommand(command, word) ?? command, program);
}

function findCommand(command: Command, word: string): Command | undefined {
  return command.commands.find((each) => each.name() === word || each.aliases().includes(word));
}

function namesIn(program: Command, command: Command, current: string): readonly string[] {
  if (current.startsWith('-')) return [...command.options.flatMap((option) => option.long ?? []), '--help'];
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const commands = command.commands.map((each) => each.name()).filter((name) => !name.startsWith('__'));
  return command === program || commands.length > 0 ? commands : choices;
}

function isNamed({ long, short }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === long || word === short);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
