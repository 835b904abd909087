import { containedName, nearestName } from './nearest-name.js';
import { isOfKind, type OptionKind, showValue } from './option-kind.js';

/**
 * The rule for each option of an options object: a kind, with a question mark if the option may be absent, or a list of
 * allowed values. A nested options object has its own rules, and may be absent. With `satisfies`, the compiler refuses rules
 * that lack an option or have one too many.
 */
export type OptionRules<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name>
    ? `${OptionKind}?` | Choices<Options[Name]> | NestedRules<Options[Name]>
    : OptionKind | Choices<Options[Name]>;
};

/** The allowed values of an option, including `undefined` if it may be absent. */
type Choices<Value> = readonly Value[];
type NestedRules<Value> = Value extends object ? OptionRules<Value> : never;
type AnyRule = string | readonly unknown[] | AnyRules;
type AnyRules = { readonly [name: string]: AnyRule };

/**
 * Refuses misspelt options, missing options, and values of a wrong kind. An option that is `undefined` is absent.
 * @param owner the function or class that takes the options, for the message
 * @throws TypeError that names the option, shows the value unless it may be a secret, and suggests the correct name
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  rules: OptionRules<Options>,
): void {
  if (!isOfKind(options, 'object'))
    throw new TypeError(`${owner}: the options must be an object, not ${showValue(options, 'object')}`);
  checkGroup({ owner, place: owner, prefix: '' }, options, rules as unknown as AnyRules);
}

/** The owner of the options, and the path of a group among them. */
interface Group {
  readonly owner: string;
  readonly place: string;
  readonly prefix: string;
}

function checkGroup(group: Group, options: object, rules: AnyRules): void {
  for (const name of Object.keys(options))
    if (!Object.hasOwn(rules, name)) throw unknownOption(group.place, name, rules);
  for (const name in rules) checkOption(group, name, Reflect.get(options, name), rules[name] as AnyRule);
}

function checkOption({ owner, prefix }: Group, name: string, value: unknown, rule: AnyRule): void {
  const path = `${prefix}${name}`;
  if (value === undefined && mayBeAbsent(rule)) return;
  if (value === undefined) throw new TypeError(`${owner}: the option ${path} is missing`);
  if (isChoices(rule)) checkChoice(owner, path, value, rule);
  else checkKind(owner, path, value, typeof rule === 'string' ? (rule.replace('?', '') as OptionKind) : 'object');
  if (typeof rule === 'object' && !isChoices(rule))
    checkGroup({ owner, place: `${owner}: ${path}`, prefix: `${path}.` }, value as object, rule);
}

function mayBeAbsent(rule: AnyRule): boolean {
  if (typeof rule === 'string') return rule.endsWith('?');
  return isChoices(rule) ? rule.includes(undefined) : true;
}

function isChoices(rule: AnyRule): rule is readonly unknown[] {
  return Array.isArray(rule);
}

function checkChoice(owner: string, path: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  const known = choices.filter((choice) => choice !== undefined).join(', ');
  throw new TypeError(`${owner}: ${path} must be one of ${known}, not ${showValue(value, 'boolean')}`);
}

function checkKind(owner: string, path: string, value: unknown, kind: OptionKind): void {
  if (isOfKind(value, kind)) return;
  const article = /^[aeiouA]/.test(kind) ? 'an' : 'a';
  throw new TypeError(`${owner}: ${path} must be ${article} ${kind}, not ${showValue(value, kind)}`);
}

function unknownOption(place: string, name: string, rules: object): TypeError {
  const known = Object.keys(rules);
  const nearest = nearestName(name, known) ?? containedName(name, known);
  const others = known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`;
  const hint = nearest === undefined ? others : `did you mean ${nearest}?`;
  return new TypeError(`${place} has no option ${name.slice(0, 60)}; ${hint}`);
}
