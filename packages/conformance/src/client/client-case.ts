import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.js';
import type { Fixture } from '../run/run-case.js';
import type { ClientOptions, ClientUnderTest, CreateClient } from './client-under-test.js';
import { type Habit, ScriptedRegistry } from './scripted-registry.js';

/** How a case gets its client. */
export interface ClientFixture extends Fixture {
  readonly createClient: CreateClient;
}

export type ClientCase = ConformanceCase<ClientFixture>;

/** The servers of a case, which stop when it ends, and clients for them. */
export interface ClientScene {
  /** The registry that the client is made for. */
  readonly registry: ScriptedRegistry;
  readonly client: ClientUnderTest;
  /** Another client for it. */
  clientWith(options: Partial<ClientOptions>): ClientUnderTest;
  /** Another server, on another port: another host to a client that looks closely. */
  startServer(...habits: readonly Habit[]): Promise<ScriptedRegistry>;
}

/** The repository of all cases. */
export const repository = 'team/app';

/** Somebody whose password must show up nowhere but where it belongs. */
export const credentials = { username: 'ada', password: 'l0ve:lace' } as const;

/** A case against a scripted registry. */
export function clientCase(
  id: string,
  title: string,
  requirements: readonly string[],
  body: (scene: ClientScene) => Promise<void>,
): ClientCase {
  return { id: `client/${id}`, title, requirements, run: (fixture) => runScene(fixture.createClient, body) };
}

async function runScene(createClient: CreateClient, body: (scene: ClientScene) => Promise<void>): Promise<void> {
  const servers: ScriptedRegistry[] = [];
  const startServer = async (...habits: readonly Habit[]) => {
    const server = await ScriptedRegistry.start(...habits);
    servers.push(server);
    return server;
  };
  try {
    const registry = await startServer();
    const clientWith = (options: Partial<ClientOptions>) =>
      createClient({ registry: registry.url, repository, ...options });
    await body({ registry, client: clientWith({}), clientWith, startServer });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Asserts that no request to a server carried credentials. */
export function sawNoCredentials(server: ScriptedRegistry): void {
  for (const { method, target, headers, body } of server.requests) {
    assert.equal(headers.authorization, undefined, `${method} ${target} carried Authorization`);
    assert.equal(headers.cookie, undefined, `${method} ${target} carried a cookie`);
    assert.ok(
      !`${target}${body.toString('latin1')}`.includes(credentials.password),
      `${method} ${target} carried the password`,
    );
  }
}
