import { type CopyProgress, copy } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { withSource } from '../image/open-source.js';
import { openTarget } from '../image/open-target.js';
import { formatLocation } from '../location/format-location.js';
import type { Location } from '../location/location.js';
import type { Session } from '../session/session.js';
import type { Progress } from '../terminal/progress.js';

export interface TransferOptions {
  readonly platform?: string;
  readonly referrers?: boolean;
  readonly verify?: boolean;
  readonly jobs?: string;
}

/** The printed result of a copy. */
export interface Copied {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly blobs: { copied: number; mounted: number; present: number };
}

/** Copies from any location to any other, and shows the progress. */
export async function copyBetween(
  session: Session,
  from: Location,
  to: Location,
  options: TransferOptions,
): Promise<Copied> {
  const blobs = { copied: 0, mounted: 0, present: 0 };
  const concurrency = readJobs(options.jobs);
  const { target, leave } = await openTarget(session, to);
  const descriptor = await withSource(session, from, (source) =>
    copy(source, target, {
      platforms: options.platform?.split(','),
      referrers: options.referrers,
      verify: options.verify,
      concurrency,
      signal: session.signal,
      onProgress: (event) => {
        if (event.kind === 'blob' && event.state in blobs) blobs[event.state as keyof typeof blobs] += 1;
        showProgress(session.progress, event);
      },
    }),
  ).catch(async (error: unknown) => {
    await leave();
    throw error;
  });
  session.progress.end();
  return { reference: formatLocation(to, descriptor.digest), ...identityOf(descriptor), blobs };
}

function showProgress(progress: Progress, { descriptor, state, bytes }: CopyProgress): void {
  const transfer = { name: descriptor.digest, size: descriptor.size };
  if (state === 'started' || state === 'moving') progress.move(transfer, bytes);
  else progress.done(transfer, state);
}

function identityOf({ digest, mediaType, size }: Descriptor) {
  return { digest, mediaType, size };
}

/** @throws UsageError */
export function readJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64) throw new UsageError('--jobs is a whole number from 1 to 64');
  return jobs;
}
