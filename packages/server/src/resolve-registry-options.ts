import { defaultOptions, type RegistryOptions, type ResolvedRegistryOptions } from './registry.options.js';

const ports: Readonly<Record<string, readonly string[]>> = {
  blobStore: ['begin', 'append', 'locate', 'commit', 'abort', 'read', 'stat', 'delete'],
  metadataStore: ['findManifest', 'putManifest', 'listTags', 'listReferrers', 'findBlob', 'claimUpload', 'claimTrash'],
  accessController: ['decide'],
};

const groups = ['limits', 'allow', 'uploads', 'redirects', 'maintenance'] as const;
const mayBeZero: ReadonlySet<string> = new Set(['limits.contentCacheBytes', 'limits.bodyBytesPerSecond']);

/**
 * Fills in the defaults, and refuses at start what would fail at the first request.
 * @throws TypeError that names the option
 */
export function resolveRegistryOptions(options: RegistryOptions): ResolvedRegistryOptions {
  if (typeof options !== 'object' || options === null) throw new TypeError('RegistryModule needs options');
  for (const [key, methods] of Object.entries(ports)) checkPort(options, key, methods);
  for (const key of Object.keys(options)) checkKey(key, [...Object.keys(ports), 'hooks', ...groups], 'RegistryModule');
  const { hooks = [] } = options;
  if (!Array.isArray(hooks)) throw new TypeError('RegistryModule: hooks must be an array of RegistryHook');
  const resolved = Object.fromEntries(groups.map((group) => [group, resolveGroup(group, options[group] ?? {})]));
  return { ...options, hooks, ...resolved } as ResolvedRegistryOptions;
}

function checkPort(options: object, key: string, methods: readonly string[]): void {
  const port: unknown = Reflect.get(options, key);
  if (typeof port !== 'object' || port === null) throw new TypeError(`RegistryModule: the option ${key} is missing`);
  const missing = methods.filter((method) => typeof Reflect.get(port, method) !== 'function');
  if (missing.length > 0) throw new TypeError(`RegistryModule: ${key} has no method ${missing.join(', ')}`);
}

function resolveGroup(group: (typeof groups)[number], given: object): object {
  const defaults: Readonly<Record<string, unknown>> = defaultOptions[group];
  const settings = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [key, value] of settings) {
    checkKey(key, Object.keys(defaults), `RegistryModule: ${group}`);
    checkValue(`${group}.${key}`, value, typeof defaults[key]);
  }
  return { ...defaults, ...Object.fromEntries(settings) };
}

function checkKey(key: string, known: readonly string[], where: string): void {
  if (!known.includes(key)) throw new TypeError(`${where} has no option ${key}; there are ${known.join(', ')}`);
}

function checkValue(key: string, value: unknown, type: string): void {
  if (typeof value !== type) throw new TypeError(`RegistryModule: ${key} must be a ${type}`);
  if (typeof value !== 'number') return;
  const least = mayBeZero.has(key) ? 0 : 1;
  if (!Number.isSafeInteger(value) || value < least)
    throw new TypeError(`RegistryModule: ${key} must be a whole number of at least ${least}`);
}
