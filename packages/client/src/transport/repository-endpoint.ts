import { parseRepositoryName, type RepositoryName } from '@lading/core';
import { repositoryScope, type Scope } from '../authentication/scope.js';
import type { Answer } from '../http/answer.js';
import type { RegistryRequest, Transport } from './transport.js';

export interface EndpointOptions {
  /** The registry that a proxy mirrors, sent as `ns` with pulls (PRX-03). */
  readonly namespace?: string | undefined;
  /** The longest manifest, index or page that is read, in bytes. */
  readonly manifestBytes: number;
}

type Query = Readonly<Record<string, string | undefined>>;

/** A request without the fields that the endpoint adds. */
export type RepositoryRequest = Omit<RegistryRequest, 'url' | 'scopes' | 'repository'>;

/** The part of a registry's API for one repository. Its paths contain parsed names only. */
export class RepositoryEndpoint {
  readonly name: RepositoryName;

  constructor(
    readonly transport: Transport,
    name: string,
    readonly options: EndpointOptions,
  ) {
    this.name = parseRepositoryName(name);
  }

  /** `/v2/<name>/<path>` of the registry. */
  url(path: string, query: Query = {}): URL {
    const url = new URL(`v2/${this.name}/${path}`, this.transport.options.registry);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(key, value);
    return url;
  }

  /** Sends a request that reads. */
  pull(path: string, request: RepositoryRequest, query: Query = {}): Promise<Answer> {
    const url = this.url(path, { ...query, ns: this.options.namespace });
    return this.send(url, request, this.pullScopes);
  }

  /** Sends a request that writes. */
  push(path: string, request: RepositoryRequest, query: Query = {}): Promise<Answer> {
    return this.send(this.url(path, query), request, this.pushScopes);
  }

  /** Sends a request that deletes. */
  delete(path: string, request: Omit<RepositoryRequest, 'method'>): Promise<Answer> {
    const scopes = [repositoryScope(this.name, 'delete', 'pull')];
    return this.send(this.url(path), { ...request, method: 'DELETE' }, scopes);
  }

  /** Sends a request to an address that the registry gave for this repository. */
  send(url: URL, request: RepositoryRequest, scopes: readonly Scope[]): Promise<Answer> {
    return this.transport.send({ ...request, url, scopes, repository: this.name });
  }

  get pullScopes(): readonly Scope[] {
    return [repositoryScope(this.name, 'pull')];
  }

  get pushScopes(): readonly Scope[] {
    return [repositoryScope(this.name, 'pull', 'push')];
  }
}
