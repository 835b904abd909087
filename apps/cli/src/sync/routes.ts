import { isResponseError, type RepositoryClient, type ResponseError } from '@lading/client';
import { parseRepositoryName, type RepositoryName } from '@lading/core';
import { classifyFailure } from '../failure/classify-failure.js';
import { CommandError, NotFoundError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { hostOf, isHost } from '../location/is-host.js';
import { parsePrefix, parseRepository, type RepositoryReference } from '../location/location.js';
import type { Session } from '../session/session.js';

/** A source repository and its target. */
export interface Route {
  readonly from: RepositoryReference;
  readonly to: RepositoryReference;
  /** Whether it comes from the catalog of the registry. */
  readonly isListed: boolean;
}

/**
 * Finds the repositories of a sync: all of `HOST`, all below `HOST/PREFIX/`, or `HOST/NAME`. If there is no repository `NAME`,
 * it is a prefix.
 */
export async function* routes(session: Session, from: string, to: string): AsyncGenerator<Route> {
  if (isHost(from)) return yield* routesOfRegistry(session, from, to);
  if (from.endsWith('/')) return yield* routesBelow(session, from, to);
  const source = parseRepository(from);
  const refusal = await refusalOf(await session.registries.repository(source, 'from'), session.signal);
  if (refusal !== undefined) return yield* routesBelow(session, from, to, refusal);
  const target = isHost(to) ? { registry: hostOf(to), repository: source.repository } : parseRepository(to);
  yield { from: source, to: target, isListed: false };
}

/** The error with which a registry refuses to list a repository; undefined if it lists it. */
async function refusalOf({ tags }: RepositoryClient, signal: AbortSignal): Promise<ResponseError | undefined> {
  try {
    await tags.list({ signal })[Symbol.asyncIterator]().next();
    return undefined;
  } catch (error) {
    if (isResponseError(error) && [401, 403, 404].includes(error.status)) return error;
    throw error;
  }
}

async function* routesOfRegistry(session: Session, from: string, to: string): AsyncGenerator<Route> {
  const registry = hostOf(from);
  const target = isHost(to) ? undefined : parsePrefix(to);
  const source = await session.registries.open(registry, 'from');
  for await (const name of source.repositories({ signal: session.signal })) {
    const repository = target === undefined ? name : parseRepositoryName(`${target.repository}/${name}`);
    yield { from: { registry, repository: name }, to: { registry: hostOf(to), ...target, repository }, isListed: true };
  }
}

/** @param refusal the error of the attempt to copy the prefix itself as a repository, if there was one */
async function* routesBelow(
  session: Session,
  from: string,
  to: string,
  refusal?: ResponseError,
): AsyncGenerator<Route> {
  const source = parsePrefix(from);
  const target = isHost(to) ? { registry: hostOf(to), repository: source.repository } : parsePrefix(to);
  const names = await namesBelow(session, source, refusal);
  for (const name of names) {
    const repository = parseRepositoryName(`${target.repository}${name.slice(source.repository.length)}`);
    yield { from: { ...source, repository: name }, to: { ...target, repository }, isListed: true };
  }
  if (names.length > 0) return;
  // For a missing repository, a registry may answer 401 or 403 to a client that is not logged in.
  if (refusal !== undefined && refusal.status !== 404) throw refusal;
  const missing = refusal === undefined ? `no repository below ${from}` : `no repository ${from}, and none below it`;
  throw new NotFoundError(`there is ${missing}`, `list the repositories with: lading ls ${source.registry}`);
}

async function namesBelow(
  session: Session,
  { registry, repository: prefix, scheme }: RepositoryReference,
  refusal: ResponseError | undefined,
): Promise<readonly RepositoryName[]> {
  const source = await session.registries.open(scheme === undefined ? registry : `${scheme}://${registry}`, 'from');
  const names: RepositoryName[] = [];
  try {
    for await (const name of source.repositories({ signal: session.signal }))
      if (name.startsWith(`${prefix}/`)) names.push(name);
    return names;
  } catch (error) {
    if (isResponseError(error) && [401, 403, 404, 405].includes(error.status))
      throw withoutCatalog(`${registry}/${prefix}`, error, refusal);
    throw error;
  }
}

/** The error for a registry that does not list its repositories. */
function withoutCatalog(prefix: string, cause: ResponseError, refusal: ResponseError | undefined): Error {
  if (refusal !== undefined && refusal.status !== 404) return refusal;
  const missing = refusal === undefined ? '' : `there is no repository ${prefix}, and `;
  return new CommandError(`${missing}the registry does not list the repositories below ${prefix}: ${cause.message}`, {
    exitCode: refusal === undefined ? classifyFailure(cause) : exitCodes.notFound,
    nextStep: 'check the name, and name each repository below it: lading sync HOST/REPOSITORY TARGET',
    cause,
  });
}
