// What people copy to run the registry: the image is built by the Dockerfile's own steps and run as an orchestrator runs it,
// the chart is rendered and held to the API types of Kubernetes, the compose file to its specification.

import { createChecks } from './harness/checks.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { checkChart } from './image-and-chart/chart.mjs';
import { checkComposeFile } from './image-and-chart/compose-file.mjs';
import { checkImage } from './image-and-chart/image.mjs';

const checks = createChecks('image-and-chart');
const work = makeTemporaryDirectory('image-and-chart');
await checkChart(checks, work);
await checkComposeFile(checks, work);
await checkImage(checks, work);
checks.finish();
