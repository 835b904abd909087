import { registryCategories } from '../registry/registry-cases.js';
import { registryFeatures } from '../registry/registry-feature.js';

const longest = Math.max(...Object.keys(registryFeatures).map((name) => name.length));
const features = Object.entries(registryFeatures).map(([name, meaning]) => `  ${name.padEnd(longest)}  ${meaning}`);

/** What `--help` prints. */
export const help = `Usage: lading-conformance [options] URL
       lading-conformance certify --help

Holds a registry to the OCI distribution-spec, and to what real clients need. It pushes small content into repositories of
its own (case-…), and changes nothing else. First it asks the registry for what the specification leaves open.

Which registry
  URL                        such as https://registry.example
  --username NAME            of an account that may pull, push and delete
  --password-stdin           reads its password from standard input
  --token TOKEN              sends this as Bearer instead of a password
  --repository-prefix NAME   what the names of all repositories begin with: team/tests
  --accounts FILE            JSON with accounts that have different rights, for the cases of the token service: see the README
  --insecure                 takes any TLS certificate

What to ask
  --strength STRENGTH        must: what the specification demands; should (default): also what it recommends or clients
                             need; choice: also what it leaves open and Lading chose
  --category NAME            only these, each with its own --category:
                             ${Object.keys(registryCategories).join(', ')}
  --case ID                  only these, as blob/get; also blob/*
  --without FEATURE          leaves out what needs a feature, each with its own --without
  --with FEATURE             demands a feature that the registry does not seem to have
  --parallel N               cases at a time, 1 to 16 (default 1)
  --timeout SECONDS          the time limit of a case (default 60; a few cases have a longer limit of their own)
  --list                     prints the cases instead of running them

Results
  --output DIR               writes junit.xml, report.html and results.json there
  --json                     prints results.json instead of the summary
  --help, --version

Features
${features.join('\n')}

Exit code: 0 nothing failed, 1 something failed, 2 the run could not be made.
`;
