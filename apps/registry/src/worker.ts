import { runWorker } from './process/run-worker.js';

runWorker();
