import {
  createRegistryClient,
  credentialStore,
  parseRepositoryReference,
  type RegistryClient,
  visibleText,
} from '@lading/client';
import { chooseScheme } from '../registry/choose-scheme.js';

/** The time limit: a person waits for the completion. */
const patienceMilliseconds = 2000;
const mostNames = 500;

/**
 * Returns names of a registry that complete the word: repositories for `HOST/…`, tags for `HOST/REPOSITORY:…`. It sends no
 * request before the word names a host, and hides failures.
 */
export async function namesFor(word: string): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(patienceMilliseconds);
  try {
    const [, repository] = /^([^/]+\/.+):[^/]*$/.exec(word) ?? [];
    if (repository !== undefined) return await collect(tagsOf(repository, signal), word);
    const [, host] = /^([^/]+)\//.exec(word) ?? [];
    return host === undefined || !isHost(host) ? [] : await collect(repositoriesOf(host, signal), word);
  } catch {
    return [];
  }
}

function isHost(text: string): boolean {
  return /[.:]/.test(text) || text === 'localhost';
}

async function open(registry: string, signal: AbortSignal): Promise<RegistryClient> {
  const address = await chooseScheme(registry, {}, signal);
  return createRegistryClient(address, { credentials: credentialStore(), retry: { attempts: 1 } });
}

async function* tagsOf(name: string, signal: AbortSignal): AsyncGenerator<string> {
  const { registry, repository } = parseRepositoryReference(name);
  const tags = (await open(registry, signal)).repository(repository).tags;
  for await (const tag of tags.list({ withoutToolTags: true, signal })) yield `${name}:${tag}`;
}

async function* repositoriesOf(host: string, signal: AbortSignal): AsyncGenerator<string> {
  const client = await open(host, signal);
  for await (const name of client.repositories({ signal })) yield `${host}/${name}`;
}

async function collect(names: AsyncIterable<string>, word: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const name of names) {
    if (name.startsWith(word)) found.push(visibleText(name));
    if (found.length >= mostNames) break;
  }
  return found;
}
