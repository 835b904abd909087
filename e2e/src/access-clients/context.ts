import { join } from 'node:path';
import type { Account } from '../harness/accounts.js';
import type { OciClients } from '../harness/oci-clients.js';
import type { CommandOutput } from '../harness/run-command.js';

/** A command of a client. It rejects if the command fails. */
type Work = Promise<unknown>;

/** The operations of one client with one account. An operation that the client lacks is absent. */
export interface SignedInClient {
  /** Whether `logIn` checks the password at the registry. Other clients only store it. */
  readonly isLoginChecked: boolean;
  /** The tag that it pushes; `v1` if absent. */
  readonly tag?: string;
  logIn(secret: string): Work;
  push(repository: string): Work;
  pull(repository: string): Work;
  /** Copies within the registry. No blob has to be sent for that. */
  copy?(from: string, to: string): Work;
  attach?(repository: string): Work;
  delete?(repository: string): Work;
}

/** The content that all clients push. */
export interface Sources {
  /** An image layout with the name `v1`. */
  readonly layout: string;
  /** An archive of a root file system. */
  readonly archive: string;
  /** A small file. */
  readonly note: string;
}

/** The account and the settings of all clients of one home. */
export interface Context {
  readonly home: string;
  readonly host: string;
  readonly account: Account;
  readonly sources: Sources;
  readonly clients: OciClients;
  folders: number;
}

/** The tag that most clients push. */
export const tag = 'v1';

export function at({ host }: Context, repository: string): string {
  return `${host}/${repository}:${tag}`;
}

/** The path of a folder that does not exist yet. */
export function newFolder(context: Context): string {
  context.folders += 1;
  return join(context.home, `folder-${context.folders}`);
}

/** Makes a function that logs in. It passes the secret on standard input, where other users of the machine do not see it. */
export function logInWith(context: Context, program: string, ...parameters: string[]) {
  const { clients, account, host } = context;
  return (input: string): Promise<CommandOutput> =>
    clients.execute(program, [...parameters, '--username', account.name, host], { input });
}
