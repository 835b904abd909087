// Kills the whole registry at random moments while clients push, in half of the rounds with its PostgreSQL, and starts it
// again. Then everything that was answered with 201 pulls whole, and each tag is what its last acknowledged push made it.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Checks } from './harness/checks.js';
import { expectNone } from './harness/expect.js';
import { type Image, imageManifestType, makeImage } from './harness/image.js';
import { programOf } from './harness/paths.js';
import { expectStatus, findPullProblems, pushImage, pushManifest, StatusError, send } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

interface Push {
  readonly repository: string;
  readonly tag: string;
  readonly image: Image;
}

const pushers = 4;
const rounds = 16;
const wantedPushes = 200;
const deadline = Date.now() + 600_000;
/** `npm start` takes seconds, so the program is started directly. */
const command = [process.execPath, programOf('registry')];

const checks = new Checks('crash');
const dataDirectory = join(makeTemporaryDirectory('crash'), 'data');
let registry = await startRegistry({ dataDirectory, command });
const { url, port } = registry;

const acknowledged: Push[] = [];
const surprises: string[] = [];
const wrongTags: string[] = [];
const restartSeconds: number[] = [];
let tries = 0;
let isOver = false;

const clients = Array.from({ length: pushers }, (_, index) => pushUntilOver(`crash/client-${index}`));
let round = 0;
while ((round < rounds || acknowledged.length < wantedPushes) && Date.now() < deadline) {
  await waitForRandomMoment();
  await registry.crash({ postgres: round % 2 === 1 });
  registry = await startRegistry({ dataDirectory, port, command });
  restartSeconds.push(registry.startSeconds);
  round += 1;
}
isOver = true;
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
await checks.check('each acknowledged push pulls whole', () => expectNone(violations));
await checks.check('a tag is what its last acknowledged push made it', () => expectNone(wrongTags));
await checks.check('a client sees nothing but lost connections and 5xx', () => expectNone(surprises));
await checks.check('a missing image would have been noticed', async () => {
  const problems = await findPullProblems(url, 'crash/client-0', ['never'], makeImage('never'));
  if (problems.length < 4) throw new Error(`only ${problems.length} problems`);
});
await checks.check('the registry stops', () => registry.stop());
checks.finish();

/** Waits for a moment within the next pushes, and in every fourth round for one in the very first requests. */
async function waitForRandomMoment(): Promise<void> {
  const enough = acknowledged.length + (round % 4 === 3 ? 0 : Math.ceil(Math.random() * 35));
  const latest = Date.now() + 15_000;
  while (acknowledged.length < enough && Date.now() < latest) await sleep(5);
  await sleep(Math.random() * 150);
}

/** Pushes one image after the other, each until it is acknowledged, and moves the tag `latest` to it. */
async function pushUntilOver(repository: string): Promise<void> {
  let latest: string | undefined;
  for (let number = 0; !isOver; number += 1) {
    const image = makeImage(`${repository}/${number}`);
    await retry(() => pushImage(url, repository, `v${number}`, image));
    acknowledged.push({ repository, tag: `v${number}`, image });
    if (latest !== undefined) await checkLatest(repository, latest);
    await retry(() => pushManifest(url, repository, 'latest', image));
    latest = image.digest;
  }
  if (latest !== undefined) await checkLatest(repository, latest);
}

/** Only one client moves this tag, so the client knows its digest. */
async function checkLatest(repository: string, wanted: string): Promise<void> {
  const head = await retry(async () => {
    const headers = { accept: imageManifestType };
    const answer = await send('HEAD', `${url}/v2/${repository}/manifests/latest`, { headers });
    return answer.status >= 500 ? expectStatus(answer, 200) : answer;
  });
  const digest = head.headers.get('docker-content-digest');
  if (digest !== wanted) wrongTags.push(`${repository}:latest is ${digest} (${head.status}) instead of ${wanted}`);
}

/** Tries everything again after a lost connection or a 5xx, like real clients. Any other answer is recorded. */
async function retry<Result>(action: () => Promise<Result>): Promise<Result> {
  const giveUp = Date.now() + 120_000;
  for (;;) {
    tries += 1;
    try {
      return await action();
    } catch (error) {
      if (error instanceof StatusError) surprises.push(...findSurprises(error));
      if (Date.now() > giveUp) throw error;
      await sleep(200);
    }
  }
}

function findSurprises({ status, body, message }: StatusError): string[] {
  const hasStack = /\bat .*\.[jt]s:\d+/.test(body);
  return [...(status < 500 ? [message] : []), ...(hasStack ? [`a stack in ${message}`] : [])];
}

async function findViolations(): Promise<string[]> {
  const problems: string[] = [];
  for (const { repository, tag, image } of acknowledged)
    problems.push(...(await findPullProblems(url, repository, [tag, image.digest], image)));
  return problems;
}
