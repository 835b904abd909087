import type { RegistryCase } from '../registry/registry-case.js';
import { registryCases, registryCategories } from '../registry/registry-cases.js';
import { CommandError } from './command-error.js';
import { type CommandOptions, strengths } from './command-options.js';

/** The cases that the options ask for. A case that is named is run however binding it is. */
export function selectCases(options: Pick<CommandOptions, 'categories' | 'cases' | 'strength'>): RegistryCase[] {
  const weakest = strengths.indexOf(options.strength);
  const { categories } = options;
  const inCategories = categories.length === 0 ? registryCases : categories.flatMap((one) => registryCategories[one]);
  if (options.cases.length === 0) return inCategories.filter(({ strength }) => strengths.indexOf(strength) <= weakest);
  const patterns = options.cases.map((pattern) => {
    const matches = matcherOf(pattern);
    if (!registryCases.some(({ id }) => matches(id))) throw new CommandError(`there is no case ${pattern}: see --list`);
    return matches;
  });
  return inCategories.filter(({ id }) => patterns.some((matches) => matches(id)));
}

function matcherOf(pattern: string): (id: string) => boolean {
  return pattern.endsWith('*') ? (id) => id.startsWith(pattern.slice(0, -1)) : (id) => id === pattern;
}
