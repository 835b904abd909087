// Measures how long the rules take for one decision, and for the filter of a list, with rules of several shapes.
//   node bench/dist/decisions.js [--rules N] [--decisions N]
import { parseArgs } from 'node:util';
import { createAccess } from '@lading/access';
import { type AccessRule, parseRepositoryName, type RepositoryName } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';

const { values } = parseArgs({
  options: { rules: { type: 'string', default: '1000' }, decisions: { type: 'string', default: '200000' } },
});
const [rules, decisions] = [Number(values.rules), Number(values.decisions)];
const address = '10.1.2.3';
const tokens = { service: 'bench', issuer: 'https://bench.example.com', sealingKeys: [new Uint8Array(32)] };
const identity = { kind: 'user', name: 'ada', groups: ['dev'] } as const;

interface Shape {
  readonly title: string;
  readonly where: (number: number) => string;
  /** The name that is asked for, which the rule of this number matches. */
  readonly name: (number: number) => string;
  readonly when?: AccessRule['when'];
}

const shapes: readonly Shape[] = [
  { title: 'a first segment each', where: (n) => `team-${n}/**`, name: (n) => `team-${n}/service/app` },
  { title: 'one first segment', where: (n) => `team/app-${n}/**`, name: (n) => `team/app-${n}/image` },
  { title: 'wildcards first', where: (n) => `*/app-${n}/**`, name: (n) => `team/app-${n}/image` },
  { title: '** first', where: (n) => `**/app-${n}`, name: (n) => `team/group/app-${n}` },
  {
    title: 'with addresses',
    where: (n) => `team-${n}/**`,
    name: (n) => `team-${n}/service/app`,
    when: { addresses: ['10.0.0.0/8', 'fd00::/8'] },
  },
];

console.log(`microseconds with ${rules} rules`.padEnd(32), 'decision'.padStart(10), 'filter'.padStart(10));
for (const shape of shapes) {
  const figures = await measure(shape);
  console.log(shape.title.padEnd(32), ...figures.map((figure) => figure.toFixed(1).padStart(10)));
}

async function measure({ where, name, when }: Shape): Promise<readonly [decision: number, filter: number]> {
  const all = Array.from({ length: rules }, (_, n): AccessRule => {
    const who = n % 2 === 0 ? (['group:dev'] as const) : (['authenticated'] as const);
    return { effect: n % 10 === 9 ? 'deny' : 'allow', who, where: [where(n)], what: ['pull', 'push'], when };
  });
  const names = Array.from({ length: rules }, (_, n) => parseRepositoryName(name(n)));
  const access = await createAccess({ store: new MemoryAccessStore(), files: { rules: all }, tokens });
  const { view } = access.live;
  const nameOf = (n: number) => names[n % rules] as RepositoryName;
  const decide = (n: number) => view.decide({ identity, repository: nameOf(n), right: 'pull', address });
  const decision = microsecondsOf(decide, decisions);
  const filter = microsecondsOf(() => view.visibleRepositories(identity, address), decisions / 1000);
  await access.close();
  return [decision, filter];
}

function microsecondsOf(run: (n: number) => unknown, times: number): number {
  for (let n = 0; n < rules; n += 1) run(n);
  const start = performance.now();
  for (let n = 0; n < times; n += 1) run(n);
  return ((performance.now() - start) * 1000) / times;
}
