// Kills the whole registry at random moments while clients push, in half of the rounds with its PostgreSQL, and starts it
// again. Whatever was answered 201 must then pull whole, and a tag must say what its last acknowledged push said.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { imageManifestType, makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { expectStatus, findPullProblems, pushImage, pushManifest, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';

const pushers = 4;
const rounds = 16;
const wantedPushes = 200;
const deadline = Date.now() + 300_000;

const checks = createChecks('crash');
const dataDirectory = join(makeTemporaryDirectory('crash'), 'data');
let registry = await startRegistry({ dataDirectory });
const { url, port } = registry;

const acknowledged = [];
const surprises = [];
const wrongTags = [];
const restartSeconds = [];
let tries = 0;
let over = false;

const clients = Array.from({ length: pushers }, (_, index) => pushUntilOver(`crash/client-${index}`));
let round = 0;
while (round < rounds || (acknowledged.length < wantedPushes && Date.now() < deadline)) {
  if (Date.now() > deadline) break;
  await waitForRandomMoment();
  await registry.crash({ postgres: round % 2 === 1 });
  registry = await startRegistry({ dataDirectory, port });
  restartSeconds.push(registry.startSeconds);
  round += 1;
}
over = true;
await Promise.all(clients);

const violations = await findViolations();
const slowest = Math.max(...restartSeconds).toFixed(1);
checks.note(
  `${round} rounds, slowest restart ${slowest} s; ${tries} tries, ${acknowledged.length} acknowledged, ${violations.length} violations`,
);
await checks.check(`${wantedPushes} pushes are acknowledged in spite of ${round} crashes`, () => {
  if (acknowledged.length < wantedPushes || round < rounds / 2)
    throw new Error(`${acknowledged.length} in ${round} rounds`);
});
await checks.check('all that was acknowledged pulls whole', () => expectNone(violations));
await checks.check('a tag is what its last acknowledged push made it', () => expectNone(wrongTags));
await checks.check('a client sees nothing but lost connections and 5xx', () => expectNone(surprises));
await checks.check('a missing image would have been noticed', async () => {
  if ((await findPullProblems(url, 'crash/client-0', ['never'], makeImage('never'))).length < 4)
    throw new Error('it was not');
});
await checks.check('the registry stops', () => registry.stop());
checks.finish();

/** Somewhere in the next pushes, however quick this machine is; now and then in the very first requests. */
async function waitForRandomMoment() {
  const enough = acknowledged.length + (round % 4 === 3 ? 0 : Math.ceil(Math.random() * 35));
  const latest = Date.now() + 15_000;
  while (acknowledged.length < enough && Date.now() < latest) await sleep(5);
  await sleep(Math.random() * 150);
}

/** Pushes one image after the other, each until it is acknowledged, and moves the tag `latest` along. */
async function pushUntilOver(repository) {
  let latest;
  for (let number = 0; !over; number += 1) {
    const image = makeImage(`${repository}/${number}`);
    await retry(() => pushImage(url, repository, `v${number}`, image));
    acknowledged.push({ repository, tag: `v${number}`, image });
    if (latest !== undefined) await retry(() => checkLatest(repository, latest));
    await retry(() => pushManifest(url, repository, 'latest', image));
    latest = image.digest;
  }
  await retry(() => checkLatest(repository, latest));
}

/** Only one client moves this tag, so it knows what the tag must be. */
async function checkLatest(repository, wanted) {
  const head = await send('HEAD', `${url}/v2/${repository}/manifests/latest`, {
    headers: { accept: imageManifestType },
  });
  if (head.status >= 500) expectStatus(head, 200);
  const digest = head.headers.get('docker-content-digest');
  if (digest !== wanted) wrongTags.push(`${repository}:latest is ${digest} (${head.status}) instead of ${wanted}`);
}

/** As real clients do: all over again after a lost connection or an error of the server. Anything else is noted. */
async function retry(action) {
  const giveUp = Date.now() + 120_000;
  for (;;) {
    tries += 1;
    try {
      return await action();
    } catch (error) {
      if (error.status !== undefined && error.status < 500) surprises.push(error.message);
      if (/\bat .*\.[jt]s:\d+/.test(error.body ?? '')) surprises.push(`a stack in ${error.message}`);
      if (Date.now() > giveUp) throw error;
      await sleep(200);
    }
  }
}

async function findViolations() {
  const problems = [];
  for (const { repository, tag, image } of acknowledged) {
    problems.push(...(await findPullProblems(url, repository, [tag, image.digest], image)));
  }
  return problems;
}

function expectNone(problems) {
  if (problems.length > 0) throw new Error(`${problems.length}, first:\n${problems.slice(0, 10).join('\n')}`);
}
