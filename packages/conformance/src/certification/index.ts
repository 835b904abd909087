export { CertificationError } from './certification-error.js';
export { type Certification, certify, type Submission } from './certify.js';
export type { OfficialResults } from './official-results.js';
export { type OfficialRun, OfficialSuiteMissing } from './official-suite.js';
export { checkSubmission } from './submission.js';
