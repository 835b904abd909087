import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { officialReports } from './official-results.js';

/** Against what the suite of the specification's authors is run, and as what. */
export interface OfficialRun {
  /** The suite's program; it is built from `conformance/` of opencontainers/distribution-spec. */
  readonly suite: string;
  readonly registry: URL;
  /** Of the specification: `1.1`. */
  readonly version: string;
  readonly repositoryPrefix?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** This process's variables: those by which the suite is told what else to test go on to it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Thrown where the suite could not be run at all. */
export class OfficialSuiteMissing extends Error {
  override readonly name = 'OfficialSuiteMissing';
}

/** What the suite is told by variables, without the password: so that anybody can run it in the same way. */
export function settingsOf(run: OfficialRun): Readonly<Record<string, string>> {
  const prefix = run.repositoryPrefix === undefined ? '' : `${run.repositoryPrefix}/`;
  const chosen = Object.entries(run.environment).filter(([name]) => /^OCI_(?:API|DATA)_/.test(name));
  return {
    OCI_VERSION: run.version,
    OCI_REGISTRY: run.registry.host,
    OCI_TLS: run.registry.protocol === 'https:' ? 'enabled' : 'disabled',
    OCI_REPO1: `${prefix}conformance/repo1`,
    OCI_REPO2: `${prefix}conformance/repo2`,
    ...(run.username !== undefined && { OCI_USERNAME: run.username }),
    ...(Object.fromEntries(chosen) as Record<string, string>),
  };
}

/**
 * Runs the suite into a folder, where nothing of an earlier run is left.
 * @returns its output and its exit code
 * @throws OfficialSuiteMissing if it can't be started
 */
export async function runOfficialSuite(run: OfficialRun, directory: string) {
  await mkdir(directory, { recursive: true });
  for (const name of officialReports) await rm(join(directory, name), { force: true });
  const { PATH, HOME } = run.environment;
  const child = spawn(run.suite, [], {
    // A configuration file of the folder that it is started in would count, too.
    cwd: directory,
    env: {
      ...{ PATH, HOME },
      ...settingsOf(run),
      ...(run.password !== undefined && { OCI_PASSWORD: run.password }),
      OCI_RESULTS_DIR: resolve(directory),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    const [code] = (await ended) as [number | null];
    const [printed, errors] = await output;
    return { code, printed, errors };
  } catch (error) {
    throw new OfficialSuiteMissing(`${run.suite} can't be run: ${(error as Error).message}`);
  }
}
