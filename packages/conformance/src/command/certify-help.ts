/** What `certify --help` prints. */
export const certifyHelp = `Usage: lading-conformance certify [options] URL
       lading-conformance certify --check DIR

Runs the conformance suite of the specification's authors against a registry. If all of it passes, prepares what
opencontainers/oci-conformance asks of a submission, in distribution-spec/vX.Y/NAME: PRODUCT.yaml, README.md, results.yaml,
report.html and junit.xml. Build the suite from conformance/ of opencontainers/distribution-spec.

The registry
  URL                        such as https://registry.example
  --username NAME            of an account that may pull, push and delete
  --password-stdin           reads its password from standard input
  --repository-prefix NAME   what the names of both repositories begin with: team/tests

The submission
  --product FILE             PRODUCT.yaml: vendor, name, version, website_url, documentation_url, type, description
  --instructions FILE        Markdown for the README.md: how to install, configure and start the registry
  --folder NAME              its folder, if it is not the product's name in lower case
  --output DIR               where it is made (default: here), beside official-suite/ with the reports as they came

The suite
  --suite COMMAND            its program (default: conformance)
  --spec-version X.Y         of the specification (default: 1.1)
  The variables OCI_API_… and OCI_DATA_… go on to it, and into README.md.

  --check DIR                only holds a submission that is there to what is asked of it
  --help

Exit code: 0 prepared, 1 it did not pass or something is missing, 2 the suite could not be run.
`;
