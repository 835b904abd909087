import { randomUUID } from 'node:crypto';
import type { Digest, DigestAlgorithm, OptionRules } from '@lading/core';
import type { Fixture } from '../run/run-case.js';
import { accountRules, type RegistryAccounts } from './authentication/registry-accounts.js';
import { blobOf, type SampleBlob, sampleBytes } from './content/sample-blob.js';
import { type ImageParts, imageOf, type SampleManifest } from './content/sample-manifest.js';
import type { Exchange, ExchangeObserver } from './http/exchange.js';
import { type Authorize, HttpClient, type HttpClientOptions } from './http/http-client.js';
import { RawConnection } from './http/raw-connection.js';
import { type RegistryFeature, standardFeatures } from './registry-feature.js';
import { RepositoryUnderTest } from './repository-under-test.js';

/** A registry that runs, and how to talk to it. */
export interface RegistryUnderTest {
  /** Where it answers; only scheme, host and port count, since the API begins at `/v2/`. */
  readonly url: string | URL;
  /** Value of `Authorization` with which everything is allowed. */
  readonly authorization?: string;
  /** Finds that value for each request, where tokens for one repository each are needed. */
  readonly authorize?: Authorize;
  /** Whether any TLS certificate is taken, such as one that the registry signed itself. */
  readonly insecure?: boolean;
  /** What all names of repositories begin with, where a registry allows pushes in one namespace only. */
  readonly namespace?: string;
  /** Replaces the stored bytes of a blob without the registry; `undefined` deletes them. For the feature `damage`. */
  changeStoredBlob?(digest: Digest, change: (bytes: Buffer) => Buffer | undefined): Promise<void>;
  /** How often the registry has authenticated a client so far. For the feature `authentication-count`. */
  countAuthentications?(): number;
  /** Another client. For the feature `second-client`. */
  readonly secondClient?: SecondClient;
  /** Accounts with different rights. For the feature `token-service`. */
  readonly accounts?: RegistryAccounts;
  /** Stops it, or does nothing if it is not ours to stop. */
  dispose?(): Promise<void>;
}

/** A client that may do everything below its namespace, and nothing elsewhere. */
export interface SecondClient {
  /** Value of `Authorization`. */
  readonly authorization: string;
  /** What the names of its repositories begin with, without the slash. */
  readonly namespace: string;
}

export const registryRules = {
  url: 'value',
  authorization: 'string?',
  authorize: 'function?',
  insecure: 'boolean?',
  namespace: 'string?',
  changeStoredBlob: 'function?',
  countAuthentications: 'function?',
  secondClient: { authorization: 'string', namespace: 'string' },
  accounts: accountRules,
  dispose: 'function?',
} as const satisfies OptionRules<RegistryUnderTest>;

/** What a person reads of a case that failed; a race makes hundreds. */
const mostExchanges = 12;

type ClientCredentials = Pick<HttpClientOptions, 'authorization' | 'authorize'>;

/** What a case gets: a registry, repositories that nobody else uses, and content that nobody else pushes. */
export class RegistryContext implements Fixture {
  readonly http: HttpClient;
  /** The same registry without credentials. */
  readonly anonymous: HttpClient;
  readonly #how: { readonly insecure: boolean; readonly observe: ExchangeObserver };
  readonly #content = randomUUID();
  readonly #connections: RawConnection[] = [];
  readonly #clients: HttpClient[] = [];
  /** The last requests and answers, oldest first, for reports. */
  readonly exchanges: Exchange[] = [];
  #blobs = 0;

  constructor(
    readonly registry: RegistryUnderTest,
    readonly features: readonly RegistryFeature[] = standardFeatures,
  ) {
    const { authorization, authorize, insecure = false } = registry;
    this.#how = { insecure, observe: (exchange) => this.observe(exchange) };
    const credentials = { ...(authorization !== undefined && { authorization }), ...(authorize && { authorize }) };
    this.http = this.newClient(credentials);
    this.anonymous = this.newClient();
  }

  /**
   * Another client, which is closed when the case ends.
   * @param credentials with `isSecret`, reports do not show its requests
   * @param origin that of the registry if absent
   */
  newClient(
    { isSecret = false, ...credentials }: ClientCredentials & { readonly isSecret?: boolean } = {},
    origin = new URL(this.registry.url),
  ): HttpClient {
    const { insecure, observe } = this.#how;
    const how = isSecret ? { insecure } : { insecure, observe };
    const client = new HttpClient(origin, { ...how, ...credentials });
    this.#clients.push(client);
    return client;
  }

  /** A repository without content. */
  newRepository(): RepositoryUnderTest {
    const name = `case-${randomUUID()}`;
    const { namespace } = this.registry;
    return new RepositoryUnderTest(this.http, namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** The same repository for a client without credentials. */
  withoutCredentials(repository: RepositoryUnderTest): RepositoryUnderTest {
    return new RepositoryUnderTest(this.anonymous, repository.name);
  }

  /** A new repository of the second client, for that client. */
  newRepositoryOfSecondClient(): RepositoryUnderTest {
    return this.asSecondClient(`${this.secondClient.namespace}/case-${randomUUID()}`);
  }

  /** A repository, for the second client. */
  asSecondClient(name: string): RepositoryUnderTest {
    const { authorization } = this.secondClient;
    return new RepositoryUnderTest(this.newClient({ authorization }), name);
  }

  private get secondClient(): SecondClient {
    const { secondClient } = this.registry;
    if (secondClient === undefined) throw new Error('the registry under test has no secondClient');
    return secondClient;
  }

  /** A blob that no registry has yet. */
  newBlob(size = 64, algorithm?: DigestAlgorithm): SampleBlob {
    this.#blobs += 1;
    return blobOf(sampleBytes(size, `${this.#content}/${this.#blobs}`), algorithm);
  }

  /** An image of new blobs, with two layers unless told otherwise. Nothing of it is pushed. */
  newImage(parts: Partial<ImageParts> = {}): SampleManifest {
    const config =
      parts.config ?? blobOf(`{"architecture":"amd64","os":"linux","note":"${randomUUID()}"}`, parts.algorithm);
    const layers = parts.layers ?? [this.newBlob(64, parts.algorithm), this.newBlob(64, parts.algorithm)];
    return imageOf({ ...parts, config, layers });
  }

  /** Opens a bare connection to the registry. */
  async openConnection(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.http.origin, this.registry.insecure);
    this.#connections.push(connection);
    return connection;
  }

  /** The lines of a request's head that every raw request begins with. */
  async requestHead(method: string, target: string, ...fields: readonly string[]): Promise<string> {
    const authorization = await this.http.authorizationFor(method, target);
    const credentials = authorization === undefined ? [] : [`Authorization: ${authorization}`];
    const lines = [`${method} ${target} HTTP/1.1`, `Host: ${this.http.origin.host}`, ...credentials, ...fields];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  private observe(exchange: Exchange): void {
    this.exchanges.push(exchange);
    if (this.exchanges.length > mostExchanges) this.exchanges.shift();
  }

  async dispose(): Promise<void> {
    for (const client of this.#clients) client.close();
    await Promise.all(this.#connections.map((connection) => connection.destroy()));
  }
}
