import { hostOf, isHost } from '../location/is-host.js';
import { parseRepository } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Output } from '../terminal/output.js';

interface Options {
  readonly withoutToolTags?: boolean;
}

export const runList: RunCommand<readonly [string], Options> = async (session, [text], { withoutToolTags }) => {
  const { output, signal } = session;
  if (isHost(text)) {
    const registry = await session.registries.open(hostOf(text));
    return list(output, registry.repositories({ signal }), (repositories) => ({
      registry: registry.host,
      repositories,
    }));
  }
  const reference = parseRepository(text);
  const repository = await session.registries.repository(reference);
  const tags = repository.tags.list({ withoutToolTags: withoutToolTags === true, signal });
  const name = `${reference.registry}/${reference.repository}`;
  await list(output, tags, (names) => ({ repository: name, tags: names }));
};

/** Prints names as they arrive, because there may be very many. */
async function list(
  output: Output,
  names: AsyncIterable<string>,
  whole: (names: readonly string[]) => object,
): Promise<void> {
  const all: string[] = [];
  for await (const name of names) {
    if (output.format === 'text') await output.write(`${name}\n`);
    else all.push(name);
  }
  if (output.format === 'json') await output.show(whole(all), []);
}
