#!/usr/bin/env node
// Stands in for the suite of the specification's authors: writes what that writes, in the form of its newest revision.
// OCI_API_FAKE names the fault.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const {
  OCI_API_FAKE: fake = '',
  OCI_VERSION: version,
  OCI_RESULTS_DIR: directory,
  OCI_PASSWORD: password,
} = process.env;
const failing = fake === 'failure';
const skipped = fake === 'required-skip' ? 'Skip' : 'Pass';

if (fake === 'no-reports') process.exit(0);
console.log(
  `Test results\n\nOCI Conformance Result: ${failing ? 'FAIL' : 'Pass'}\n  Pass: 3${password ? '\n  signed in' : ''}`,
);
mkdirSync(directory, { recursive: true });
writeFileSync(
  join(directory, 'results.yaml'),
  `config:
  registry: ${process.env.OCI_REGISTRY}
  version: "${fake === 'other-version' ? '1.0' : version}"
  commit: 97274622c111
apis:
  Blob anonymous mount: Skip
  Blob delete: ${failing ? 'FAIL' : 'Pass'}
  Blob get: ${skipped}
  Blob head: Pass
  Manifest get by digest: Pass
  Manifest get by tag: Pass
  Manifest head by digest: Pass
  Manifest head by tag: Pass
data:
  Blobs sha256: Pass
  Image: Pass
  Index: Pass
`,
);
writeFileSync(join(directory, 'report.html'), `<td class="bullet-left">Tested Spec</td>\n<td>${version}</td>`);
writeFileSync(
  join(directory, 'junit.xml'),
  `<testcase name="OCI Conformance Test/ping" classname="" time="0.1" status="passed"></testcase>
<testcase name="OCI Conformance Test/delete" classname="" time="0.1" status="${failing ? 'failure' : 'skipped'}"></testcase>`,
);
process.exitCode = failing ? 1 : 0;
