import { randomBytes } from 'node:crypto';
import { type Access, createAccess, type IdentityProvider, operator } from '@lading/access';
import type { AccessStore } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ManagementModule } from '../../src/index.js';

export const password = 'correct horse battery staple';

export interface Management {
  readonly url: string;
  readonly access: Access;
  readonly store: AccessStore;
  /** Personal access tokens of `root`, who manages all, `alice`, who manages `team/**`, and `bob`; a secret of `robot`. */
  readonly secrets: Readonly<Record<'root' | 'alice' | 'bob' | 'robot', string>>;
  /** Sends a request with the secret of somebody, or without one. */
  call(who: keyof Management['secrets'] | undefined, method: string, path: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

interface ManagementSetting {
  readonly publicUrl?: URL;
  readonly providers?: readonly IdentityProvider[];
}

/** The API on a store in memory. */
export async function startManagement({ publicUrl, providers = [] }: ManagementSetting = {}): Promise<Management> {
  const store = new MemoryAccessStore();
  const access = await createAccess({
    store,
    files: { providers, rules: [{ effect: 'allow', who: ['anonymous'], where: ['public/**'], what: ['pull'] }] },
    tokens: { service: 'registry.test', issuer: 'https://registry.test', sealingKeys: [randomBytes(32)] },
  });
  const secrets = await createAccounts(access);
  const application = await NestFactory.create<NestFastifyApplication>(
    ManagementModule.forRoot({ access, publicUrl }),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  await application.listen(0, '127.0.0.1');
  const url = (await application.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    url,
    access,
    store,
    secrets,
    call: (who, method, path, body) => fetch(`${url}${path}`, requestOf(who && secrets[who], method, body)),
    async stop() {
      await application.close();
      await access.close();
    },
  };
}

function requestOf(secret: string | undefined, method: string, body: unknown): RequestInit {
  const headers = {
    ...(secret && { authorization: `Bearer ${secret}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

async function createAccounts({ administration }: Access): Promise<Management['secrets']> {
  const { users, passwords, robots, robotSecrets, personalTokens, rules } = administration;
  await administration.createFirstAdministrator({ name: 'root', password });
  for (const name of ['alice', 'bob']) {
    await users.put(operator, name, {});
    await passwords.set(operator, name, password);
  }
  await rules.create(operator, { effect: 'allow', who: ['user:alice'], where: ['team/**'], what: ['admin'] });
  await robots.put(operator, 'builder', { namespace: 'team/**' });
  await robots.put(operator, 'foreign', { namespace: 'other/**' });
  const description = 'for tests';
  const token = async (name: string) => (await personalTokens.create(operator, name, { description })).secret;
  const robot = await robotSecrets.create(operator, 'builder', { description });
  return { root: await token('root'), alice: await token('alice'), bob: await token('bob'), robot: robot.secret };
}

/** The body of a problem, after a check of its form. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({ status: response.status, requestId: expect.any(String), code: expect.any(String) });
  return body;
}

/** Signs in, and returns the cookie that a browser would send. */
export async function signIn({ url }: Pick<Management, 'url'>, name: string, cookie?: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...(cookie && { cookie }) },
    body: JSON.stringify({ name, password }),
  });
  expect(response.status).toBe(201);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
