import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { parseLocation } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import { describeSummary } from './describe-summary.js';
import { summarize } from './summary.js';

export const runInspect: RunCommand<readonly [string], { readonly platform?: string }> = async (
  session,
  [text],
  { platform },
) => {
  const location = parseLocation(text);
  const summary = await withSource(session, location, async (source) => {
    const found = await findManifest(source, platform, session.signal);
    return summarize(formatLocation(location, found.descriptor.digest), found, source, session.signal);
  });
  await session.output.show(summary, () => describeSummary(summary));
};
