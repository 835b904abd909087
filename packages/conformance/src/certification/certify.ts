import { join } from 'node:path';
import { checkOptions, type OptionRules } from '@lading/core';
import { CertificationError } from './certification-error.js';
import { type OfficialResults, readOfficialResults } from './official-results.js';
import { type OfficialRun, runOfficialSuite, settingsOf } from './official-suite.js';
import { readProduct } from './product.js';
import { checkSubmission, folderNameOf, submissionPath, writeSubmission } from './submission.js';

export interface Certification extends OfficialRun {
  /** The text of PRODUCT.yaml. */
  readonly product: string;
  /** Markdown that tells how to install, configure and start the registry. */
  readonly instructions: string;
  /** Name of the submission's folder, if it is not made from the product's name. */
  readonly folder?: string | undefined;
  /** Where `official-suite/` and `distribution-spec/` are made. */
  readonly output: string;
}

const rules = {
  suite: 'non-empty string',
  registry: 'object',
  version: 'non-empty string',
  repositoryPrefix: 'string?',
  username: 'string?',
  password: 'string?',
  environment: 'object',
  product: 'string',
  instructions: 'string',
  folder: 'string?',
  output: 'non-empty string',
} as const satisfies OptionRules<Certification>;

export interface Submission {
  readonly directory: string;
  readonly results: OfficialResults;
}

/**
 * Runs the suite of the specification's authors, and prepares a submission to opencontainers/oci-conformance if it passed.
 * The files of the suite stay in `official-suite/`, also after a failure.
 * @throws CertificationError if it did not pass, or a reviewer would refuse what would be prepared
 * @throws TypeError that names an unknown, missing or wrong option
 * @throws OfficialSuiteMissing if the suite can't be started
 */
export async function certify(certification: Certification): Promise<Submission> {
  checkOptions('certify', certification, rules);
  const { version, output, ...given } = certification;
  const { product, problems } = readProduct(given.product);
  const missing = given.instructions.trim() === '' ? ['the instructions are empty'] : [];
  if (problems.length + missing.length > 0) throw new CertificationError([...problems, ...missing]);

  const reports = join(output, 'official-suite');
  const { code, printed, errors } = await runOfficialSuite(certification, reports);
  const results = await readOfficialResults(reports, version);
  const lastWords = errors.trim().split('\n').at(-1);
  const ending = code === 0 ? [] : [`the suite ended with ${code}${lastWords === '' ? '' : `: ${lastWords}`}`];
  const reasons = [
    ...ending,
    ...results.problems,
    ...(printed.includes('OCI Conformance Result') ? [] : ['the suite printed no result']),
  ];
  if (reasons.length > 0) throw new CertificationError(reasons);

  const directory = join(output, submissionPath(version, given.folder ?? folderNameOf(product)));
  await writeSubmission(directory, { ...given, settings: settingsOf(certification), results, printed, reports });
  await checkSubmission(directory);
  return { directory, results };
}
