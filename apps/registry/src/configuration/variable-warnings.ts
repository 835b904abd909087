import { nearestName } from '@lading/core';
import { knownVariables } from './environment-source.js';
import { isSetByOthers } from './foreign-variables.js';

const prefix = 'LADING_';
/** Shorter names, such as PORT, resemble too many others. */
const shortestTypo = 8;
const farthestTypo = 2;

/**
 * Returns one line for each variable that is probably meant for the registry but ignored: a misspelt variable, an unknown
 * `LADING_…` variable, or a known variable that another program has set. They do not prevent the start, because the
 * environment also contains variables of other programs.
 */
export function variableWarnings(environment: NodeJS.ProcessEnv): string[] {
  const known = knownVariables();
  return Object.keys(environment).flatMap((name) => {
    if (known.includes(name)) return ignored(name, environment);
    if (isSetByOthers(name, environment)) return [];
    const meant = findMeant(name, known, environment);
    if (meant !== undefined) return [`${name} is ignored: the registry does not know it; did you mean ${meant}?`];
    return name.startsWith(prefix) ? [`${name} is ignored: the registry does not know it`] : [];
  });
}

function ignored(name: string, environment: NodeJS.ProcessEnv): string[] {
  if (!isSetByOthers(name, environment)) return [];
  if (name === 'HOST')
    return ['HOST is ignored: the shell or conda has set it for another purpose; give an address to listen on'];
  return [`${name} is ignored: Kubernetes or Docker has set it for a service of that name; give a port number`];
}

function findMeant(name: string, known: readonly string[], environment: NodeJS.ProcessEnv): string | undefined {
  const upperCase = name.toUpperCase();
  if (known.includes(upperCase) && upperCase.length >= shortestTypo) return upperCase;
  if (name.startsWith(prefix)) {
    const bare = name.slice(prefix.length);
    return known.includes(bare) ? bare : nearestName(name, known);
  }
  const unset = known.filter((each) => each.length >= shortestTypo && environment[each] === undefined);
  return nearestName(name, unset, farthestTypo);
}
