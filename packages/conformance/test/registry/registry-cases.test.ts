import { RegistryContext, registryCases, requirementGroups, runCase } from '../../src/index.js';
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

  it.each(wrongRegistries)('tell of a registry that %s', async (_fault, Registry, id) => {
    await expect(runAgainst(Registry, id)).rejects.toThrow();
  });
});
