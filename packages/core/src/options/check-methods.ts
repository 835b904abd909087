import { nearestName } from './nearest-name.js';
import { isOfKind, showValue } from './option-kind.js';

/** Whether an object must have each method of a port, or may lack it. */
export type MethodRules<Port> = {
  readonly [Method in keyof Port]-?: object extends Pick<Port, Method> ? 'optional' : 'required';
};

/**
 * Refuses an object that lacks a method of a port, or that lacks an optional one and has a misspelling of it. It may have
 * other methods.
 * @param place where the object comes from, for the message
 * @throws TypeError that names the method, and suggests the correct name
 */
export function checkMethods<Port extends object>(place: string, port: Port, rules: MethodRules<Port>): void {
  if (!isOfKind(port, 'object')) throw new TypeError(`${place} must be an object, not ${showValue(port, 'object')}`);
  const methods = Object.keys(rules);
  const absent = methods.filter((method) => Reflect.get(port, method) === undefined);
  const missing = absent.filter((method) => Reflect.get(rules, method) === 'required');
  for (const method of methods)
    if (!absent.includes(method) && typeof Reflect.get(port, method) !== 'function')
      throw new TypeError(`${place}: ${method} must be a function`);
  for (const name of methodsOf(port)) {
    const nearest = methods.includes(name) ? undefined : nearestName(name, absent);
    if (nearest !== undefined) throw new TypeError(`${place} has no method ${name}; did you mean ${nearest}?`);
  }
  if (missing.length > 0) throw new TypeError(`${place} has no method ${missing.join(', ')}`);
}

/** The names of an object's own methods and of those of its classes. */
export function methodsOf(port: object): ReadonlySet<string> {
  const methods = new Set<string>();
  for (let from = port; from !== null && from !== Object.prototype; from = Object.getPrototypeOf(from))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(from)))
      if (typeof value === 'function') methods.add(name);
  return methods;
}
