import { checkOptions, type OptionKind, type OptionRules } from '@lading/core';
import { checkHook } from './hooks/check-hook.js';
import { defaultOptions, type RegistryOptions, type ResolvedRegistryOptions } from './registry.options.js';
import { namedSettings, type SettingNames } from './setting-names.js';

const ports: Readonly<Record<string, readonly string[]>> = {
  blobStore: ['begin', 'append', 'locate', 'commit', 'abort', 'read', 'stat', 'delete'],
  metadataStore: ['findManifest', 'putManifest', 'listTags', 'listReferrers', 'findBlob', 'claimUpload', 'claimTrash'],
  accessController: ['decide'],
};

const groups = ['limits', 'allow', 'uploads', 'redirects', 'maintenance'] as const;
type Group = (typeof groups)[number];
type GroupRules<Name extends Group> = OptionRules<Partial<ResolvedRegistryOptions[Name]>>;

const mayBeZero: ReadonlySet<string> = new Set([
  'limits.contentCacheBytes',
  'limits.bodyBytesPerSecond',
  'uploads.openPerClient',
  'uploads.open',
]);

const settingNameRules = Object.fromEntries(
  namedSettings.map((setting) => [setting, 'non-empty string?']),
) as OptionRules<SettingNames>;

const rules = {
  blobStore: 'object',
  metadataStore: 'object',
  accessController: 'object',
  hooks: 'array?',
  limits: rulesOf('limits'),
  allow: rulesOf('allow'),
  uploads: rulesOf('uploads'),
  redirects: rulesOf('redirects'),
  maintenance: rulesOf('maintenance'),
  settingNames: settingNameRules,
} as const satisfies OptionRules<RegistryOptions>;

/**
 * Fills in the defaults, and refuses at start what would fail at the first request.
 * @throws TypeError that names the option
 */
export function resolveRegistryOptions(options: RegistryOptions): ResolvedRegistryOptions {
  checkOptions('RegistryModule', options, rules);
  for (const [key, methods] of Object.entries(ports)) checkPort(options, key, methods);
  const { hooks = [], settingNames = {} } = options;
  for (const [index, hook] of hooks.entries()) checkHook(hook, `RegistryModule: hooks[${index}]`);
  const resolved = Object.fromEntries(groups.map((group) => [group, resolveGroup(group, options[group] ?? {})]));
  return { ...options, hooks, settingNames, ...resolved } as ResolvedRegistryOptions;
}

function checkPort(options: object, key: string, methods: readonly string[]): void {
  const port = Reflect.get(options, key) as object;
  const missing = methods.filter((method) => typeof Reflect.get(port, method) !== 'function');
  if (missing.length > 0) throw new TypeError(`RegistryModule: ${key} has no method ${missing.join(', ')}`);
}

function resolveGroup(group: Group, given: object): object {
  const settings = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaultOptions[group], ...Object.fromEntries(settings) };
}

/** The rules for the options of a group, derived from its defaults. */
function rulesOf<Name extends Group>(group: Name): GroupRules<Name> {
  const kinds = Object.entries(defaultOptions[group]).map(([key, value]) => [key, kindOf(`${group}.${key}`, value)]);
  return Object.fromEntries(kinds) as GroupRules<Name>;
}

function kindOf(path: string, value: unknown): `${OptionKind}?` {
  if (typeof value === 'number') return mayBeZero.has(path) ? 'whole number?' : 'positive whole number?';
  return typeof value === 'function' ? 'function?' : 'boolean?';
}
