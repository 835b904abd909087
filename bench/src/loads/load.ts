import type { Content } from '../content.js';
import type { Figures } from '../generator/figures.js';
import type { Sizes } from '../options.js';
import type { Server } from '../subjects/server-process.js';
import type { SubjectName } from '../subjects/subject.js';

export const registries: readonly SubjectName[] = ['lading', 'distribution-2', 'distribution-3', 'zot'];

/** The number of a turn. A warm-up is not measured. */
export type Turn = number | 'warm-up';

export interface LoadContext {
  readonly server: Server;
  readonly content: Content;
  readonly sizes: Sizes;
  readonly turn: Turn;
  /** How long a load of small requests runs. */
  readonly seconds: number;
  readonly uploadSeconds: number;
  readonly mixedSeconds: number;
  /** The name of the subject, or of its version. */
  readonly subject: string;
  /** Receives the files of a load. */
  readonly directory: string;
  /** Starts another server of the subject. */
  start(directory: string): Promise<Server>;
}

/** A load on a server, and its measurement. */
export interface Load {
  readonly id: string;
  readonly title: string;
  readonly subjects: readonly SubjectName[];
  readonly unit: string;
  /** Which figures are better. */
  readonly better: 'more' | 'less';
  /** Runs once, without a warm-up. */
  readonly once?: boolean;
  /** Takes so long that it runs once. */
  readonly long?: boolean;
  /** Runs on an empty server, whose folder is deleted afterwards. */
  readonly ownFolder?: boolean;
  /** The bytes that a turn writes. */
  fills?(sizes: Sizes): number;
  measure(figures: Figures): number;
  run(context: LoadContext): Promise<Figures>;
}
