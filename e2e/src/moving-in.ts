// Imports registries in place that Distribution 2 and 3 kept in files, and 3 in S3. Everything pulls from Lading as it did from
// them, no byte is copied, their files do not change, and broken content is reported and left behind.
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { installS3Server, startS3Server } from './harness/s3-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { checkMove } from './moving-in/move.js';
import { bucketPlace, folderPlace } from './moving-in/place.js';

const checks = new Checks('moving-in');
const work = makeTemporaryDirectory('moving-in');
for (const program of ['docker-registry', 'registry'] as const) {
  const folder = join(work, program);
  await checkMove(checks, { name: program, program, folder, place: folderPlace(join(folder, 'distribution')) });
}
const s3Program = await checks.check('the S3 server is built', installS3Server);
const s3 = s3Program && (await checks.check('the S3 server starts', () => startS3Server(s3Program)));
if (s3) {
  const { endpoint } = s3;
  const folder = join(work, 's3');
  await checkMove(checks, { name: 'registry on S3', program: 'registry', folder, place: bucketPlace(s3), endpoint });
  await s3.stop();
}
checks.finish();
