import { describeCases, type TestRunner } from '../test-runner.js';
import { clientCases } from './client-cases.js';
import type { CreateClient } from './client-under-test.js';

/** Declares one test per habit of registries, each against servers on loopback that have it. */
export function describeClient(name: string, createClient: CreateClient, runner?: TestRunner): void {
  describeCases(name, clientCases, async () => ({ createClient, dispose: async () => undefined }), runner);
}
