// What people use every day - crane, oras, regctl, skopeo, umoci, cosign - against the registry, and again after a restart.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { imageManifestType, makeBytes, makeImage } from './harness/image.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { compareFiles, readLayout, writeIndexLayout } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const checks = createChecks('real-clients');
const work = makeTemporaryDirectory('real-clients');
const start = (port) => startRegistry({ dataDirectory: join(work, 'data'), port });
let registry = await start();
const { run, skopeo, pushAndPull } = await createClients(join(work, 'home'), registry.host);
const at = (repositoryAndReference) => `${registry.host}/${repositoryAndReference}`;
let folders = 0;
const newFolder = () => join(work, `folder-${++folders}`);

const layouts = { debian: await makeDebianLayout(), platforms: makePlatformsLayout() };
for (const [name, layout] of Object.entries(layouts)) await pushWithEachAndPullWithEach(name, layout);
await checkDockerTypes();
await checkReferrers();
await checkCosign();
await checkCopies();
await checkLists();

await checks.check('the registry stops within 30 s of SIGTERM', () => registry.stop());
registry = await start(registry.port);
for (const [name, layout] of Object.entries(layouts)) {
  for (const client of Object.keys(pushAndPull))
    await pullAndCompare(client, `${name}/${client}:v1`, layout, 'after a restart ');
}
await checkDeletes();
await checks.check('the registry stops again', () => registry.stop());
checks.finish();

/** A whole Debian, made from its packages and packed by umoci. Its manifest has no `mediaType`, as umoci writes it. */
async function makeDebianLayout() {
  const layout = newFolder();
  const archive = join(work, 'debian.tar');
  await runCommand('mmdebstrap', ['--variant=minbase', '--format=tar', 'bookworm', archive], { seconds: 300 });
  await run('umoci', 'init', '--layout', layout);
  await run('umoci', 'new', '--image', `${layout}:v1`);
  await run('umoci', 'raw', 'add-layer', '--image', `${layout}:v1`, archive);
  await run(
    'umoci',
    'config',
    '--image',
    `${layout}:v1`,
    '--config.cmd',
    '/bin/bash',
    '--os',
    'linux',
    '--architecture',
    'amd64',
  );
  await run('umoci', 'gc', '--layout', layout);
  return layout;
}

function makePlatformsLayout() {
  const layout = newFolder();
  const images = ['amd64', 'arm64'].map((architecture) => ({
    image: makeImage(architecture),
    mediaType: imageManifestType,
    platform: { os: 'linux', architecture },
  }));
  writeIndexLayout(layout, 'v1', images);
  return layout;
}

async function pushWithEachAndPullWithEach(name, layout) {
  const { digest } = readLayout(layout);
  for (const [pusher, client] of Object.entries(pushAndPull)) {
    const reference = `${name}/${pusher}:v1`;
    await checks.check(`${pusher} pushes ${name}`, () => client.push(layout, 'v1', at(reference)));
    for (const puller of Object.keys(pushAndPull)) await pullAndCompare(puller, reference, layout);
    for (const [teller, { digest: tell }] of Object.entries(pushAndPull)) {
      await checks.check(`${teller} tells the digest of ${reference}`, async () =>
        expectEqual(await tell(at(reference)), digest),
      );
    }
  }
}

async function pullAndCompare(puller, reference, layout, when = '') {
  await checks.check(`${when}${puller} pulls ${reference}, the same bytes`, async () => {
    const folder = newFolder();
    await pushAndPull[puller].pull(at(reference), folder);
    await compareFiles(readLayout(layout).files, folder);
  });
}

async function checkDockerTypes() {
  const copy = (from, to) =>
    skopeo(
      'copy',
      '--all',
      '--format=v2s2',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      ...[from, to].map((x) => `docker://${at(x)}`),
    );
  const expected = { 'debian/skopeo': 'manifest.v2+json', 'platforms/skopeo': 'manifest.list.v2+json' };
  for (const [source, type] of Object.entries(expected)) {
    const target = `docker/${source}:v1`;
    await checks.check(`skopeo pushes ${target} as Docker ${type}`, async () => {
      await copy(`${source}:v1`, target);
      const manifest = JSON.parse(await skopeo('inspect', '--raw', '--tls-verify=false', `docker://${at(target)}`));
      expectEqual(manifest.mediaType, `application/vnd.docker.distribution.${type}`);
    });
    const first = newFolder();
    await checks.check(`crane pulls ${target}`, () => pushAndPull.crane.pull(at(target), first));
    for (const puller of ['oras', 'regctl', 'skopeo']) await pullAndCompare(puller, target, first);
  }
}

async function checkReferrers() {
  const subject = at('platforms/oras:v1');
  const files = join(work, 'files');
  mkdirSync(files);
  writeFileSync(join(files, 'bill-of-materials.json'), makeBytes('bill of materials', 50_000));
  await checks.check('oras attaches a file to an index', () =>
    runCommand(
      'oras',
      ['attach', '--plain-http', '--artifact-type=application/vnd.example.sbom', subject, 'bill-of-materials.json'],
      {
        cwd: files,
      },
    ),
  );
  await checks.check('regctl attaches an artifact to the same index', () =>
    run(
      'regctl',
      'artifact',
      'put',
      '--artifact-type=application/vnd.example.note',
      '-f',
      join(files, 'bill-of-materials.json'),
      '--subject',
      subject,
    ),
  );
  const discover = async (...filter) =>
    JSON.parse(await run('oras', 'discover', '--plain-http', '--format=json', ...filter, subject));
  await checks.check('oras discovers both, and one of them by its type', async () => {
    const all = await discover();
    const some = await discover('--artifact-type=application/vnd.example.note');
    expectEqual([all, some].map((found) => (found.referrers ?? found.manifests).length).join(), '2,1');
  });
  await checks.check('regctl lists both', async () => {
    const list = JSON.parse(await run('regctl', 'artifact', 'list', '--format={{json .}}', subject));
    expectEqual((list.descriptors ?? list.manifests).length, 2);
  });
  await checks.check('oras pulls an attached file, the same bytes', async () => {
    const { digest } = (({ referrers, manifests }) => (referrers ?? manifests)[0])(
      await discover('--artifact-type=application/vnd.example.sbom'),
    );
    const folder = newFolder();
    await run('oras', 'pull', '--no-tty', '--plain-http', '-o', folder, at(`platforms/oras@${digest}`));
    await runCommand('cmp', [join(files, 'bill-of-materials.json'), join(folder, 'bill-of-materials.json')]);
  });
  await checks.check('oras copies the index with its referrers to another repository', async () => {
    await run(
      'oras',
      'copy',
      '--no-tty',
      '-r',
      '--from-plain-http',
      '--to-plain-http',
      subject,
      at('copies/referrers:v1'),
    );
    const list = JSON.parse(await run('regctl', 'artifact', 'list', '--format={{json .}}', at('copies/referrers:v1')));
    expectEqual((list.descriptors ?? list.manifests).length, 2);
  });
  await checks.check('no client fell back to a tag for referrers', async () =>
    expectEqual(await run('crane', 'ls', at('platforms/oras')), 'v1'),
  );
}

async function checkCosign() {
  const image = at(`debian/crane@${readLayout(layouts.debian).digest}`);
  const env = {
    ...process.env,
    HOME: join(work, 'home'),
    DOCKER_CONFIG: join(work, 'home', 'docker'),
    COSIGN_PASSWORD: '',
  };
  const cosign = (...parameters) => runCommand('cosign', parameters, { cwd: work, env });
  const http = ['--allow-http-registry', '--allow-insecure-registry'];
  await checks.check('cosign signs an image', async () => {
    await cosign('generate-key-pair');
    await cosign(
      'sign',
      '--yes',
      '--key=cosign.key',
      '--use-signing-config=false',
      '--tlog-upload=false',
      ...http,
      image,
    );
  });
  await checks.check('cosign verifies the signature', () =>
    cosign('verify', '--key=cosign.pub', '--insecure-ignore-tlog', ...http, image),
  );
}

async function checkCopies() {
  await checks.check('crane copies to another repository by mounting, without a byte sent again', async () => {
    const { stderr } = await runCommand('crane', ['-v', 'copy', at('debian/crane:v1'), at('copies/crane:v1')], {
      seconds: 180,
    });
    expectEqual(/POST [^\n]*mount=sha256/.test(stderr), true);
    expectEqual(/ PATCH http/.test(stderr), false);
  });
  await pullAndCompare('skopeo', 'copies/crane:v1', layouts.debian);
  await checks.check('regctl copies to another repository', () =>
    run('regctl', 'image', 'copy', at('debian/regctl:v1'), at('copies/regctl:v1')),
  );
  await pullAndCompare('oras', 'copies/regctl:v1', layouts.debian);
}

async function checkLists() {
  const tags = ['v1', 'v1.1', 'v2'];
  await checks.check('crane adds tags', async () => {
    for (const tag of tags.slice(1)) await run('crane', 'tag', at('copies/crane:v1'), tag);
  });
  const tagLists = {
    crane: () => run('crane', 'ls', at('copies/crane')),
    oras: () => run('oras', 'repo', 'tags', '--plain-http', at('copies/crane')),
    regctl: () => run('regctl', 'tag', 'ls', at('copies/crane')),
    skopeo: async () =>
      JSON.parse(await skopeo('list-tags', '--tls-verify=false', `docker://${at('copies/crane')}`)).Tags.join('\n'),
  };
  for (const [client, list] of Object.entries(tagLists)) {
    await checks.check(`${client} lists the tags`, async () => expectEqual(await list(), tags.join('\n')));
  }
  const catalogs = {
    crane: () => run('crane', 'catalog', registry.host),
    oras: () => run('oras', 'repo', 'ls', '--plain-http', registry.host),
    regctl: () => run('regctl', 'repo', 'ls', registry.host),
  };
  const repositories = ['debian/crane', 'debian/oras', 'platforms/skopeo', 'copies/crane', 'docker/debian/skopeo'];
  for (const [client, list] of Object.entries(catalogs)) {
    await checks.check(`${client} lists the repositories`, async () => {
      const listed = (await list()).split('\n');
      for (const repository of repositories) expectEqual(listed.includes(repository) && repository, repository);
    });
  }
}

async function checkDeletes() {
  const digest = readLayout(layouts.debian).digest;
  await checks.check('regctl deletes a tag and nothing else', async () => {
    await run('regctl', 'tag', 'delete', at('copies/crane:v2'));
    expectEqual(await run('crane', 'ls', at('copies/crane')), 'v1\nv1.1');
    expectEqual(await run('crane', 'digest', at('copies/crane:v1')), digest);
  });
  await checks.check('crane deletes a manifest, and with it its tags', async () => {
    await run('crane', 'delete', at(`copies/crane@${digest}`));
    await expectGone('copies/crane:v1');
  });
  await checks.check('oras deletes a manifest', async () => {
    await run('oras', 'manifest', 'delete', '--force', '--plain-http', at('copies/regctl:v1'));
    await expectGone('copies/regctl:v1');
  });
  await checks.check('skopeo deletes a manifest', async () => {
    await skopeo('delete', '--tls-verify=false', `docker://${at('docker/debian/skopeo:v1')}`);
    await expectGone('docker/debian/skopeo:v1');
  });
  await pullAndCompare('crane', 'debian/crane:v1', layouts.debian, 'after the deletes ');
  await checks.check('crane pushes what was deleted again', () =>
    pushAndPull.crane.push(layouts.debian, 'v1', at('copies/crane:v1')),
  );
  await pullAndCompare('regctl', 'copies/crane:v1', layouts.debian, 'pushed again: ');
}

async function expectGone(reference) {
  const answer = await run('crane', 'digest', at(reference)).catch((error) => error.message);
  expectEqual(/MANIFEST_UNKNOWN|NAME_UNKNOWN|404/.test(answer) ? 'gone' : answer, 'gone');
}

function expectEqual(actual, expected) {
  if (actual !== expected) throw new Error(`${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
