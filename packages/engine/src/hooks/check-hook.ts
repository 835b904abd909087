import { methodsOf, nearestName, type RegistryHook } from '@lading/core';

const methods = {
  beforeManifestPush: true,
  beforeManifestPull: true,
  beforeDelete: true,
  checkChange: true,
} as const satisfies { readonly [Method in keyof Required<RegistryHook>]: true };

const names = Object.keys(methods);
/** A lifecycle method of Nest. Its other lifecycle methods do not begin like a method of a hook. */
const ofNest = 'beforeApplicationShutdown';

/**
 * Refuses a hook that would never be called: it has no method of `RegistryHook`, or a misspelt one. Other
 * methods and properties are allowed.
 * @throws TypeError that names the method, and suggests the correct name
 */
export function checkHook(hook: unknown, place: string): void {
  if (typeof hook !== 'object' || hook === null || Array.isArray(hook))
    throw new TypeError(`${place} must be an object with methods of RegistryHook`);
  for (const name of names) {
    const value: unknown = Reflect.get(hook, name);
    if (value !== undefined && typeof value !== 'function') throw new TypeError(`${place}.${name} must be a function`);
  }
  for (const name of methodsOf(hook)) if (!names.includes(name)) checkOther(name, place);
  if (!names.some((name) => typeof Reflect.get(hook, name) === 'function'))
    throw new TypeError(`${place} has no method of RegistryHook; there are ${names.join(', ')}`);
}

function checkOther(name: string, place: string): void {
  const nearest = nearestName(name, names);
  if ((nearest === undefined && !/^(?:before|after)/i.test(name)) || name === ofNest) return;
  const hint = nearest === undefined ? `there are ${names.join(', ')}` : `did you mean ${nearest}?`;
  throw new TypeError(`${place}: RegistryHook has no method ${name}; ${hint}`);
}
