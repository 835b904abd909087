import { checkOptions, type OptionRules, parseRepositoryName, type RepositoryName } from '@lading/core';
import { catalogScope } from './authentication/scope.js';
import { type CallOptions, callRules, checkCall } from './call/call-options.js';
import { type Credential, type CredentialSource, checkCredential } from './credentials/credential.js';
import type { Answer } from './http/answer.js';
import type { Fetch } from './http/exchange.js';
import { pages } from './http/pages.js';
import { type RetryOptions, retryRules, usualRetry } from './http/retry.js';
import type { OnWait } from './http/retry-wait.js';
import { Transport } from './http/transport.js';
import type { RegistryWarning } from './http/warnings.js';
import { registryAddress } from './reference/registry-address.js';
import { RepositoryClient } from './repository/repository-client.js';
import { type EndpointOptions, RepositoryEndpoint } from './repository/repository-endpoint.js';
import type { UploadJournal } from './upload/upload-journal.js';

export interface RegistryClientOptions {
  /** Who we are, or where to look it up; nobody if absent. `defaultCredentials()` looks where Docker and Podman do. */
  readonly credentials?: Credential | CredentialSource | undefined;
  /** The built-in one if absent. It must obey `redirect: 'manual'` as Node's does. */
  readonly fetch?: Fetch | undefined;
  readonly retry?: Partial<RetryOptions> | undefined;
  /** How long nothing may move on a connection; 60 s if absent. */
  readonly timeoutMilliseconds?: number | undefined;
  readonly userAgent?: string | undefined;
  /** Ends everything that this client does. */
  readonly signal?: AbortSignal | undefined;
  /** Gets each warning of the registry once. */
  readonly onWarning?: ((warning: RegistryWarning) => void) | undefined;
  /** Is told of each wait before a request goes again. */
  readonly onWait?: OnWait | undefined;
  /** Requests that wait for an answer at a time: so many that read, and so many that write; 8 if absent. */
  readonly concurrency?: number | undefined;
  /** Speaks plain HTTP to a host that is given without a scheme, and sends credentials that way. For trusted networks. */
  readonly plainHttp?: boolean | undefined;
  /** Follows redirects and sessions to addresses of private networks, also from a registry that is in none. */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** The registry that a proxy stands for, sent as `ns` with what is pulled (PRX-03). */
  readonly namespace?: string | undefined;
  /** The longest manifest, index or page that is read; 8 MiB if absent. */
  readonly manifestBytes?: number | undefined;
  /** Remembers how far large blobs are, so that another process goes on with them. */
  readonly uploadJournal?: UploadJournal | undefined;
}

const rules = {
  credentials: 'value?',
  fetch: 'function?',
  retry: retryRules,
  timeoutMilliseconds: 'positive number?',
  userAgent: 'string?',
  signal: 'AbortSignal?',
  onWarning: 'function?',
  onWait: 'function?',
  concurrency: 'positive whole number?',
  plainHttp: 'boolean?',
  allowPrivateAddresses: 'boolean?',
  namespace: 'non-empty string?',
  manifestBytes: 'positive whole number?',
  uploadJournal: 'object?',
} as const satisfies OptionRules<RegistryClientOptions>;

const usualManifestBytes = 8 * 1024 * 1024;
const pageLength = '1000';

/**
 * Creates a client for a registry, named by its host (`ghcr.io`, `localhost:5000`, `docker.io`) or its URL. It sends nothing.
 * @throws ClientError, RegistryError `NAME_INVALID` if it is neither
 * @throws TypeError that names an unknown or wrong option
 */
export function createRegistryClient(registry: string | URL, options: RegistryClientOptions = {}): RegistryClient {
  checkOptions('createRegistryClient', options, rules);
  const { url, host } = registryAddress(registry, options.plainHttp);
  const transport = new Transport({
    registry: url,
    host,
    fetch: options.fetch ?? globalThis.fetch,
    credentials: credentialSource(options.credentials),
    plainHttp: options.plainHttp ?? false,
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    retry: { ...usualRetry, ...options.retry, onWait: options.onWait },
    timeoutMilliseconds: options.timeoutMilliseconds ?? 60_000,
    concurrency: options.concurrency ?? 8,
    userAgent: options.userAgent ?? 'lading-client',
    signal: options.signal,
    onWarning: options.onWarning,
  });
  return new RegistryClient(transport, {
    namespace: options.namespace,
    manifestBytes: options.manifestBytes ?? usualManifestBytes,
    uploadJournal: options.uploadJournal,
  });
}

function credentialSource(credentials: Credential | CredentialSource | undefined): CredentialSource {
  if (typeof credentials === 'function') return credentials;
  if (credentials !== undefined) checkCredential('createRegistryClient: credentials', credentials);
  return () => credentials;
}

/** One registry. */
export class RegistryClient {
  readonly #repositories = new Map<RepositoryName, RepositoryClient>();

  /** @internal `createRegistryClient` makes it */
  constructor(
    private readonly transport: Transport,
    private readonly options: EndpointOptions,
  ) {}

  /** Where its API is, without `/v2/`. */
  get url(): URL {
    return new URL(this.transport.options.registry);
  }

  /** Its name in references, such as `docker.io`. */
  get host(): string {
    return this.transport.options.host;
  }

  /** Whether it is a registry, and knows us (VER-01). */
  async ping(options: CallOptions = {}): Promise<void> {
    checkCall('registry.ping', options);
    const { signal } = options;
    const url = new URL('v2/', this.transport.options.registry);
    const answer = await this.transport.send({ method: 'GET', url, scopes: [], accept: [200], signal });
    await answer.discard();
  }

  /** A repository by its name. The same name gives the same object, which remembers what the registry can do. */
  repository(name: string): RepositoryClient {
    const checked = parseRepositoryName(name);
    const known = this.#repositories.get(checked);
    if (known !== undefined) return known;
    const repository = new RepositoryClient(new RepositoryEndpoint(this.transport, checked, this.options));
    this.#repositories.set(checked, repository);
    return repository;
  }

  /** Lists the names of its repositories, where it allows that (LEG-02). */
  async *repositories(options: CallOptions = {}): AsyncGenerator<RepositoryName> {
    checkCall('registry.repositories', options);
    const { signal } = options;
    const { transport } = this;
    const url = new URL(`v2/_catalog?n=${pageLength}`, transport.options.registry);
    const send = (page: URL) =>
      transport.send({ method: 'GET', url: page, scopes: [catalogScope], accept: [200], signal });
    const resolve = (text: string, base: URL) => transport.resolve(text, base);
    for await (const answer of pages(url, { registry: transport.options.registry, resolve, send }))
      yield* await this.#readCatalog(answer);
  }

  /**
   * Sends a request of one's own to a path of this registry, with all that holds for the others: credentials, redirects,
   * retries, limits. For extensions; the answer's body is to be read or cancelled.
   * @throws ResponseError for a status of 400 or more
   */
  async request(method: 'GET' | 'HEAD', path: string, options: RawRequestOptions = {}): Promise<Answer> {
    checkOptions('registry.request', options, requestRules);
    const url = new URL(path.replace(/^\/+/, ''), this.transport.options.registry);
    const accept = Array.from({ length: 200 }, (_, index) => 200 + index);
    const { headers = {}, scopes = [], signal } = options;
    return this.transport.send({ method, url, headers, scopes, accept, signal });
  }

  async #readCatalog(answer: Answer): Promise<readonly RepositoryName[]> {
    const body = await answer.json(this.options.manifestBytes);
    const names =
      typeof body === 'object' && body !== null ? (body as { repositories?: unknown }).repositories : undefined;
    if (names === null) return [];
    if (!Array.isArray(names)) throw answer.fault('the catalog has no repositories');
    return names.flatMap(checkedName);
  }
}

export interface RawRequestOptions extends CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** What a token is asked for, such as `registry:catalog:*`. */
  readonly scopes?: readonly string[];
}

const requestRules = {
  ...callRules,
  headers: 'object?',
  scopes: 'array?',
} as const satisfies OptionRules<RawRequestOptions>;

/** A name that no client can use is left out. */
function checkedName(name: unknown): readonly RepositoryName[] {
  try {
    return typeof name === 'string' ? [parseRepositoryName(name)] : [];
  } catch {
    return [];
  }
}
