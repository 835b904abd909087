import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { parseLocation } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';

interface Options {
  readonly platform?: string;
  readonly fullReference?: boolean;
}

export const runDigest: RunCommand<readonly [string], Options> = async (session, [text], options) => {
  const location = parseLocation(text);
  const { signal } = session;
  const { digest, mediaType, size } = await withSource(session, location, async (source) =>
    options.platform === undefined
      ? source.resolve({ signal })
      : (await findManifest(source, options.platform, signal)).descriptor,
  );
  const reference = formatLocation(location, digest);
  await session.output.show({ reference, digest, mediaType, size }, [
    options.fullReference === true ? reference : digest,
  ]);
};
