import {
  RegistryContext,
  type RegistryFeature,
  registryCases,
  registryFeatures,
  requirementGroups,
  runCase,
  runRegistryCases,
} from '../../src/index.js';
import type { Reply } from './right-content.js';
import { RightRegistry } from './right-registry.js';
import { wrongAnswers } from './wrong-answers.js';
import { wrongBehaviour } from './wrong-behaviour.js';

const wrongRegistries = [...wrongAnswers, ...wrongBehaviour];

function caseOf(id: string) {
  const found = registryCases.find((oneCase) => oneCase.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

/** Runs one case against a registry of its own. */
async function runAgainst(Registry: typeof RightRegistry, id: string): Promise<void> {
  const registry = await new Registry().listen();
  try {
    await runCase(caseOf(id), async () => new RegistryContext(registry));
  } finally {
    await registry.dispose();
  }
}

class AlwaysFails extends RightRegistry {
  override async answer(): Promise<Reply> {
    return { status: 500, headers: { 'content-type': 'application/json' }, body: '{"errors":[{"code":"UNKNOWN"}]}' };
  }
}

describe('the cases of the HTTP API', () => {
  it('have ids and titles of their own', () => {
    expect(new Set(registryCases.map(({ id }) => id)).size).toBe(registryCases.length);
    expect(new Set(registryCases.map(({ title }) => title)).size).toBe(registryCases.length);
  });

  it('name requirements that there are, each once', () => {
    const known = requirementGroups.flatMap(({ requirements }) => requirements.map(({ id }) => id));
    for (const { id, requirements } of registryCases) {
      expect([id, requirements.filter((one) => !known.includes(one))]).toEqual([id, []]);
      expect([id, requirements.length]).toEqual([id, new Set(requirements).size]);
    }
  });

  it.each([...new Set(wrongRegistries.map(([, , id]) => id))])(
    'tell nothing of a registry that keeps its promises: %s',
    (id) => runAgainst(RightRegistry, id),
  );

  it('each notice a registry that answers everything with 500', async () => {
    const registry = await new AlwaysFails().listen();
    const features = Object.keys(registryFeatures) as RegistryFeature[];
    const passed: string[] = [];
    for await (const { outcome, case: oneCase } of runRegistryCases(registry, { features, parallel: 8 }))
      if (outcome !== 'failed') passed.push(oneCase.id);
    await registry.dispose();
    expect(passed).toEqual([]);
  }, 180_000);

  it.each(wrongRegistries)('tell of a registry that %s', async (_fault, Registry, id) => {
    await expect(runAgainst(Registry, id)).rejects.toThrow();
  });
});
