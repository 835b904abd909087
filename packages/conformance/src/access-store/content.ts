import {
  type AccessChange,
  type AccessStore,
  type AuditEvent,
  type ChangeableRecords,
  type CredentialRecord,
  type GroupRecord,
  type NewRecord,
  parseRepositoryPattern,
  type RobotRecord,
  type RuleRecord,
  type SigningKey,
  type TrustRecord,
  type UserRecord,
} from '@lading/core';

/** The kinds of records of a store, and their types. */
export interface RecordKinds {
  readonly users: UserRecord;
  readonly groups: GroupRecord;
  readonly robots: RobotRecord;
  readonly credentials: CredentialRecord;
  readonly rules: RuleRecord;
  readonly trusts: TrustRecord;
}

export type RecordKind = keyof RecordKinds;

const later = new Date('2040-01-02T03:04:05.678Z');
const pattern = parseRepositoryPattern('team/**');

export function userOf(name: string, more: Partial<UserRecord> = {}): NewRecord<UserRecord> {
  return { name, isDisabled: false, ...more };
}

export function groupOf(name: string, members: readonly string[] = []): NewRecord<GroupRecord> {
  return { name, members };
}

export function robotOf(name: string): NewRecord<RobotRecord> {
  return { name, namespace: pattern, isDisabled: false };
}

export function credentialOf(secretHash: string, more: Partial<CredentialRecord> = {}): NewRecord<CredentialRecord> {
  return { owner: { kind: 'user', name: 'ann' }, description: 'laptop', secretHash, hint: 'wxyz', ...more };
}

export function ruleOf(who: RuleRecord['who'] = ['anonymous']): NewRecord<RuleRecord> {
  return { effect: 'allow', who, where: ['public/**'], what: ['pull'] };
}

export function trustOf(robot: string): NewRecord<TrustRecord> {
  return {
    issuer: 'https://issuer.example.com',
    audience: 'registry.example.com',
    claims: { sub: 'job' },
    robot,
    maximumSeconds: 3600,
  };
}

/** Of each kind a record with all members, and one with only those that it must have. */
export const samples: {
  readonly [Kind in RecordKind]: readonly [full: NewRecord<RecordKinds[Kind]>, minimal: NewRecord<RecordKinds[Kind]>];
} = {
  users: [
    {
      name: 'ann',
      displayName: 'Ann "Zoë" 🐢',
      email: 'ann@example.org',
      isDisabled: true,
      notBefore: later,
      passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
      identity: { issuer: 'https://id.example.com', subject: '"Zoë" 42' },
      providerGroups: ['company:dev', 'a,b', '"{}\\'],
    },
    userOf('ben'),
  ],
  groups: [{ name: 'dev', description: 'developers', members: ['ann', 'a,b', '"{}\\'] }, groupOf('ops')],
  robots: [
    { name: 'ci', description: 'builds', namespace: pattern, isDisabled: true, expiresAt: later, notBefore: later },
    robotOf('scanner'),
  ],
  credentials: [
    credentialOf('hash 1', {
      owner: { kind: 'robot', name: 'ci' },
      scopes: [{ where: [pattern], what: ['pull', 'push'] }],
      expiresAt: later,
      revokedAt: later,
    }),
    credentialOf('hash 2'),
  ],
  rules: [
    {
      description: 'for developers',
      effect: 'deny',
      who: ['group:dev', 'authenticated'],
      where: ['team/{user}/**', '*'],
      what: ['list', 'delete', 'admin'],
      when: { addresses: ['10.0.0.0/8', '::1'], notBefore: new Date(0), notAfter: later },
    },
    ruleOf(),
  ],
  trusts: [
    {
      ...trustOf('ci'),
      description: 'releases',
      claims: {
        repository_id: '12345',
        ref: { glob: 'refs/tags/v*' },
        environment: ['staging', 'production'],
        '/kubernetes.io/serviceaccount/uid': '"Zoë" \\ 🐢',
      },
      scopes: [{ where: [pattern], what: ['pull', 'push'] }],
      jwks: { keys: [{ kty: 'EC', kid: 'one', crv: 'P-256', x: 'x', y: 'y' }] },
    },
    trustOf('scanner'),
  ],
};

export const kinds = Object.keys(samples) as RecordKind[];

/** Adds a record within a change. */
export function insert<Kind extends RecordKind>(
  change: AccessChange,
  kind: Kind,
  record: NewRecord<RecordKinds[Kind]>,
): Promise<RecordKinds[Kind]> {
  const records = change[kind] as unknown as ChangeableRecords<RecordKinds[Kind]>;
  return records.insert(record);
}

/** Adds a record in a change of its own. */
export function add<Kind extends RecordKind>(
  store: AccessStore,
  kind: Kind,
  record: NewRecord<RecordKinds[Kind]>,
): Promise<RecordKinds[Kind]> {
  return store.change((change) => insert(change, kind, record));
}

export function eventOf(action: string, more: Partial<AuditEvent> = {}): AuditEvent {
  return { action, outcome: 'done', actor: { kind: 'user', name: 'ann' }, ...more };
}

/** A key that signs from `from` to `to` and is dropped at `drop`, in seconds from `now`. */
export function keyOf(kid: string, now: Date, [from, to, drop]: readonly [number, number, number]): SigningKey {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: kid },
    sealedPrivate: new Uint8Array([0, 1, 254, 255]),
    activateAt: at(from),
    retireAt: at(to),
    dropAt: at(drop),
  };
}

export function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** An id of no record. */
export const unknownId = '01900000-0000-7000-8000-000000000000';
