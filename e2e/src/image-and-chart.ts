// The files that people copy to run the registry. The image is built by the Dockerfile and runs as an orchestrator runs it. The
// chart renders to objects that the API types of Kubernetes accept. The compose file is valid.
import { Checks } from './harness/checks.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { checkChart } from './image-and-chart/chart.js';
import { checkComposeFile } from './image-and-chart/compose-file.js';
import { checkImage } from './image-and-chart/image.js';

const checks = new Checks('image-and-chart');
const work = makeTemporaryDirectory('image-and-chart');
await checkChart(checks, work);
await checkComposeFile(checks, work);
await checkImage(checks, work);
checks.finish();
