import {
  createRegistryClient,
  credentialStore,
  type RegistryClient,
  type RepositoryClient,
  uploadJournal,
  visibleText,
} from '@lading/client';
import type { RepositoryReference } from '../location/location.js';
import type { RegistryOptions } from '../options/common-options.js';
import { version } from '../package/version.js';
import type { Notices } from '../terminal/notices.js';
import { chooseFetch } from './choose-fetch.js';
import { chooseScheme } from './choose-scheme.js';
import { stateFolder } from './state-folder.js';

/** Whether a command reads from a registry or writes to it. Each side may have its own options. */
export type Side = 'from' | 'to';

/** The clients of one command: one for each registry, with shared tokens. */
export class Registries {
  readonly #clients = new Map<string, Promise<RegistryClient>>();

  constructor(
    private readonly options: RegistryOptions,
    private readonly notices: Notices,
    private readonly signal: AbortSignal,
  ) {}

  /** @param registry a host, or an HTTP or HTTPS URL */
  open(registry: string, side?: Side): Promise<RegistryClient> {
    const isPlain = this.#isPlain(side);
    const key = `${isPlain ? 'plain ' : ''}${registry}`;
    const client = this.#clients.get(key) ?? this.#create(registry, isPlain);
    this.#clients.set(key, client);
    return client;
  }

  async repository({ registry, repository, scheme }: RepositoryReference, side?: Side): Promise<RepositoryClient> {
    const address = scheme === undefined ? registry : `${scheme}://${registry}`;
    return (await this.open(address, side)).repository(repository);
  }

  async #create(registry: string, plainHttp: boolean): Promise<RegistryClient> {
    const { authFile, allowPrivateAddresses } = this.options;
    const address = await chooseScheme(registry, { ...this.options, plainHttp }, this.signal);
    return createRegistryClient(address, {
      plainHttp,
      allowPrivateAddresses,
      credentials: credentialStore({ file: authFile }),
      fetch: await chooseFetch(this.options),
      uploadJournal: uploadJournal(stateFolder('uploads')),
      userAgent: `lading/${version()}`,
      signal: this.signal,
      onWarning: ({ host, text }) => this.notices.warn(`${host}: ${text}`),
      onWait: ({ failure, milliseconds }) => {
        if (milliseconds >= 1000)
          this.notices.say(
            `waiting ${Math.round(milliseconds / 1000)} s to try again: ${visibleText(failure.message)}`,
          );
      },
    });
  }

  #isPlain(side: Side | undefined): boolean {
    const { plainHttp, fromPlainHttp, toPlainHttp } = this.options;
    return plainHttp === true || (side === 'from' && fromPlainHttp === true) || (side === 'to' && toPlainHttp === true);
  }
}
