import { checkOptions, type OptionRules, parseRepositoryName, type RepositoryName } from '@lading/core';
import { registryAddress } from './address/registry-address.js';
import { catalogScope } from './authentication/scope.js';
import { type CallOptions, callRules, checkCall } from './call/call-options.js';
import { type Credential, type CredentialSource, checkCredential } from './credentials/credential.js';
import type { CredentialStore } from './credentials/credential-store.js';
import type { Answer } from './http/answer.js';
import type { Fetch } from './http/fetch.js';
import { pages } from './http/pages.js';
import { type RetryOptions, retryRules, usualRetry } from './http/retry.js';
import type { OnWait } from './http/retry-wait.js';
import type { RegistryWarning } from './http/warnings.js';
import { checkUploadJournal, type UploadJournal } from './journal/upload-journal.js';
import { RepositoryClient } from './repository/repository-client.js';
import { type EndpointOptions, RepositoryEndpoint } from './transport/repository-endpoint.js';
import { Transport } from './transport/transport.js';

export interface RegistryClientOptions {
  /** Credentials, or where to find them; none if absent. `credentialStore()` finds those of Docker and Podman. */
  readonly credentials?: Credential | CredentialSource | CredentialStore | undefined;
  /** The built-in fetch if absent. It must obey `redirect: 'manual'`. */
  readonly fetch?: Fetch | undefined;
  readonly retry?: Partial<RetryOptions> | undefined;
  /** The longest time without any bytes on a connection; 60 s if absent. */
  readonly timeoutMilliseconds?: number | undefined;
  readonly userAgent?: string | undefined;
  /** Ends all calls of this client. */
  readonly signal?: AbortSignal | undefined;
  /** Gets each warning of the registry, once. */
  readonly onWarning?: ((warning: RegistryWarning) => void) | undefined;
  /** Gets each wait before a request is sent again. */
  readonly onWait?: OnWait | undefined;
  /** The most reads, and the most writes, that wait for a response at once; 8 if absent. */
  readonly concurrency?: number | undefined;
  /** Uses plain HTTP for a host without a scheme, and sends credentials over it. For trusted networks. */
  readonly plainHttp?: boolean | undefined;
  /** Uses addresses in private networks that a public registry names in redirects and upload sessions. */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** The registry that a proxy mirrors, sent as `ns` with pulls (PRX-03). */
  readonly namespace?: string | undefined;
  /** The most bytes of a manifest, an index or a page; 8 MiB if absent. */
  readonly manifestBytes?: number | undefined;
  /** Keeps the progress of large pushes, so that another process can continue them. */
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
 * Creates a client for a registry, by its host (`ghcr.io`, `localhost:5000`, `docker.io`) or its URL. It sends no request.
 * @throws ClientError, RegistryError `NAME_INVALID` if the name is neither
 * @throws TypeError that names an unknown or wrong option
 */
export function createRegistryClient(registry: string | URL, options: RegistryClientOptions = {}): RegistryClient {
  checkOptions('createRegistryClient', options, rules);
  if (options.uploadJournal !== undefined)
    checkUploadJournal('createRegistryClient: uploadJournal', options.uploadJournal);
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
  const { namespace, manifestBytes = usualManifestBytes, uploadJournal } = options;
  return new RegistryClient(transport, { namespace, manifestBytes }, uploadJournal);
}

function credentialSource(credentials: RegistryClientOptions['credentials']): CredentialSource {
  if (typeof credentials === 'function') return credentials;
  if (isStore(credentials)) return (request) => credentials.find(request);
  if (credentials !== undefined) checkCredential('createRegistryClient: credentials', credentials);
  return () => credentials;
}

function isStore(credentials: RegistryClientOptions['credentials']): credentials is CredentialStore {
  return typeof credentials === 'object' && 'find' in credentials && typeof credentials.find === 'function';
}

/** One registry. */
export class RegistryClient {
  readonly #repositories = new Map<RepositoryName, RepositoryClient>();

  /** @internal `createRegistryClient` makes it */
  constructor(
    private readonly transport: Transport,
    private readonly options: EndpointOptions,
    private readonly journal: UploadJournal | undefined,
  ) {}

  /** The address of its API, without `/v2/`. */
  get url(): URL {
    return new URL(this.transport.options.registry);
  }

  /** Its name in references, such as `docker.io`. */
  get host(): string {
    return this.transport.options.host;
  }

  /**
   * Checks that it is a registry and accepts the credentials (VER-01).
   * @throws ResponseError, ConnectionError
   */
  async ping(options: CallOptions = {}): Promise<void> {
    checkCall('registry.ping', options);
    const { signal } = options;
    const url = new URL('v2/', this.transport.options.registry);
    const answer = await this.transport.send({ method: 'GET', url, scopes: [], accept: [200], signal });
    await answer.discard();
  }

  /** A repository by its name. The same name returns the same object, which remembers the features of the registry. */
  repository(name: string): RepositoryClient {
    const checked = parseRepositoryName(name);
    const known = this.#repositories.get(checked);
    if (known !== undefined) return known;
    const repository = new RepositoryClient(
      new RepositoryEndpoint(this.transport, checked, this.options),
      this.journal,
    );
    this.#repositories.set(checked, repository);
    return repository;
  }

  /** Lists the names of its repositories (LEG-02). Many registries do not allow it. */
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
   * Sends a request to any path of this registry, with the credentials, redirects, retries and limits of other calls. For
   * extensions. The caller must read or discard the body.
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
  /** The scopes of the token, such as `registry:catalog:*`. */
  readonly scopes?: readonly string[];
}

const requestRules = {
  ...callRules,
  headers: 'object?',
  scopes: 'array?',
} as const satisfies OptionRules<RawRequestOptions>;

/** Leaves out a malformed name. */
function checkedName(name: unknown): readonly RepositoryName[] {
  try {
    return typeof name === 'string' ? [parseRepositoryName(name)] : [];
  } catch {
    return [];
  }
}
