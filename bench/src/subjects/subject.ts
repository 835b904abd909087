import { runCommand } from '@lading/e2e/harness/run-command';
import type { Content } from '../content.js';
import type { Server } from './server-process.js';

export type SubjectName = 'lading' | 'distribution-2' | 'distribution-3' | 'zot' | 'nginx';

/** A server, and how to fill it with the content of the loads. */
export interface SubjectServer extends Server {
  fill(content: Content): Promise<void>;
}

/** A server program that is measured. */
export interface Subject<Running extends SubjectServer = SubjectServer> {
  readonly name: SubjectName;
  readonly title: string;
  isInstalled(): Promise<boolean>;
  version(): Promise<string>;
  /** Starts it on a folder, which it may have used before. */
  start(directory: string): Promise<Running>;
}

/** Whether a command runs at all. */
export async function runs(command: string, ...parameters: readonly string[]): Promise<boolean> {
  try {
    await runCommand(command, parameters, { seconds: 10 });
    return true;
  } catch {
    return false;
  }
}

/** What a command says of its version, on either output. */
export async function readOutput(command: string, ...parameters: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runCommand(command, parameters, { seconds: 10 });
  return `${stdout}${stderr}`.trim();
}
