import { type BlobStore, checkMethods, type MetadataStore, type MethodRules } from '@lading/core';

type Role = Exclude<keyof MetadataStore, 'check' | 'close'>;
type UsedMethods = Pick<BlobStore, 'begin' | 'append' | 'locate' | 'commit' | 'abort' | 'read' | 'stat' | 'delete'>;

const blobStoreMethods: MethodRules<UsedMethods> = {
  begin: 'required',
  append: 'required',
  locate: 'required',
  commit: 'required',
  abort: 'required',
  read: 'required',
  stat: 'required',
  delete: 'required',
};

const roles: { readonly [Name in Role]: MethodRules<MetadataStore[Name]> } = {
  repositories: { has: 'required', list: 'required' },
  manifests: { find: 'required', read: 'required', put: 'required', delete: 'required' },
  tags: { list: 'required', delete: 'required' },
  referrers: { list: 'required' },
  blobs: {
    find: 'required',
    mount: 'required',
    listRepositories: 'required',
    delete: 'required',
    markDamaged: 'required',
  },
  uploads: {
    create: 'required',
    count: 'required',
    find: 'required',
    claim: 'required',
    renewClaim: 'required',
    release: 'required',
    finish: 'required',
    cancel: 'required',
    claimDead: 'required',
    forget: 'required',
  },
  collection: {
    deleteUnreferencedBlobs: 'required',
    deleteEmptyRepositories: 'required',
    claimTrash: 'required',
    forgetLocation: 'required',
  },
  tasks: { claimTurn: 'required' },
  registry: { findId: 'required', createId: 'required', sampleLocations: 'required' },
  changes: { read: 'required', maintain: 'required' },
};

/**
 * Refuses a blob store that lacks a method.
 * @param place where it comes from, for the message
 * @throws TypeError that names the missing methods
 */
export function checkBlobStore(place: string, store: BlobStore): void {
  checkMethods<UsedMethods>(place, store, blobStoreMethods);
}

/**
 * Refuses a metadata store that lacks a role, or a method of one.
 * @param place where it comes from, for the message
 * @throws TypeError that names the missing roles or methods
 */
export function checkMetadataStore(place: string, store: MetadataStore): void {
  const missing = Object.keys(roles).filter((role) => !isObject(Reflect.get(store, role)));
  if (missing.length > 0) throw new TypeError(`${place} has no role ${missing.join(', ')}`);
  checkMethods<Pick<MetadataStore, 'check'>>(place, store, { check: 'required' });
  for (const [role, rules] of Object.entries(roles))
    checkMethods<object>(`${place}.${role}`, Reflect.get(store, role), rules);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
