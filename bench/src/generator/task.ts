interface Common {
  readonly port: number;
  readonly connections: number;
  /** How often each connection does it; until the time is over if absent. */
  readonly count?: number | undefined;
  /** An hour if absent. */
  readonly seconds?: number | undefined;
}

/** The same GET or HEAD again and again. */
export interface FetchTask extends Common {
  readonly kind: 'fetch';
  readonly target: string;
  readonly method?: 'GET' | 'HEAD' | undefined;
  /** The length that each answer must have. */
  readonly length?: number | undefined;
  readonly fields?: string | undefined;
}

/** Pushes of blobs that the registry has never seen. */
export interface PushTask extends Common {
  readonly kind: 'push';
  readonly repository: string;
  readonly seed: string;
  readonly size: number;
  /** In one PUT if absent. */
  readonly chunkBytes?: number | undefined;
}

/** New manifests of five layers, each with a new tag. */
export interface PutManifestsTask extends Common {
  readonly kind: 'putManifests';
  readonly repository: string;
  readonly seed: string;
}

/** Uploads that go on until the time is over, and are cancelled. */
export interface HoldUploadsTask extends Common {
  readonly kind: 'holdUploads';
  readonly repository: string;
  readonly seed: string;
  readonly size: number;
}

/** What a busy day is made of: many pulls, some pushes of every size, manifests. */
export interface MixTask extends Common {
  readonly kind: 'mix';
  readonly repository: string;
  readonly seed: string;
  readonly targets: readonly string[];
}

/** What the generator does. */
export type Task = FetchTask | PushTask | PutManifestsTask | HoldUploadsTask | MixTask;
