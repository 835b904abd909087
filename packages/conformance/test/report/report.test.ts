import { exchangeOf } from '../../src/registry/http/exchange.js';
import { htmlReport } from '../../src/report/html-report.js';
import { junitReport } from '../../src/report/junit-report.js';
import type { RunReport } from '../../src/report/run-report.js';
import { paintFor, terminalSummary } from '../../src/report/terminal-summary.js';

const exchange = exchangeOf(
  {
    method: 'GET',
    url: 'http://r/v2/a/blobs/x?X-Amz-Signature=abc&y=1',
    status: 200,
    body: Buffer.from('<script>alert(1)</script>'),
    rawHeaders: ['Set-Cookie', 'secret=1', 'X-Plain', 'yes'],
  },
  { authorization: 'Bearer secret', accept: ['a', 'b'] },
  'four',
);

const report: RunReport = {
  tool: { name: '@lading/conformance', version: '1.0.0' },
  registry: 'http://r',
  startedAt: '2026-01-01T00:00:00.000Z',
  milliseconds: 1500,
  strength: 'must',
  features: ['range'],
  passed: 1,
  failed: 1,
  skipped: 1,
  cases: [
    { id: 'blob/get', title: 'serves', category: 'pull', strength: 'must', requirements: [], outcome: 'passed' },
    {
      id: 'blob/head',
      title: 'answers "HEAD" & more',
      category: 'pull',
      strength: 'must',
      requirements: ['HEAD-01'],
      outcome: 'failed',
      failure: 'HEAD <x> answered\u001b[2J 500\u0000; expected 200',
      exchanges: [exchange],
    },
    {
      id: 'delete/tag',
      title: 'deletes',
      category: 'management',
      strength: 'must',
      requirements: ['DEL-02'],
      outcome: 'skipped',
      lacking: ['delete-tag'],
    },
  ],
};

describe('an exchange', () => {
  it('shows requests and answers without credentials', () => {
    expect(exchange).toMatchObject({
      url: 'http://r/v2/a/blobs/x?X-Amz-Signature=(left-out)&y=1',
      requestHeaders: ['authorization: (left out)', 'accept: a', 'accept: b'],
      requestSize: 4,
      responseHeaders: ['Set-Cookie: (left out)', 'X-Plain: yes'],
    });
  });
});

describe('report.html', () => {
  const page = htmlReport(report);

  it('is one page without a script, and without markup of the registry', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(/);
    expect(page).toContain('&lt;script&gt;alert(1)');
  });

  it('shows of a failure the broken requirement, the answer, and the exchange', () => {
    expect(page).toMatch(/<article id="case-blob-head"><h4>answers &quot;HEAD&quot; &amp; more/);
    expect(page).toMatch(/<b>HEAD-01<\/b> <span class="quiet">MUST<\/span> HEAD of what/);
    expect(page).toMatch(/<strong class="failed">1 of 2 cases failed<\/strong>: 1 <span class="must">must/);
    expect(page).toContain('HTTP 200\nSet-Cookie: (left out)\nX-Plain: yes');
  });

  it('leads from each category to what failed in it', () => {
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${target}"`);
    expect(page).toContain('<a href="#case-blob-head">');
  });

  it('says of a run without failures that all passed', () => {
    const cases = report.cases.filter(({ outcome }) => outcome !== 'failed');
    const good = htmlReport({ ...report, failed: 0, cases });
    expect(good).toContain('<strong>All cases passed</strong>: 1.');
    expect(good).not.toContain('What failed');
  });
});

describe('junit.xml', () => {
  it('has one suite for each category, with failures and skips', () => {
    const xml = junitReport(report);
    expect(xml).toContain('<testsuite name="pull" tests="2" failures="1" skipped="0"');
    expect(xml).toContain('<skipped message="needs delete-tag"/>');
    expect(xml).toContain('HEAD &lt;x&gt; answered');
  });

  it('has no character that XML forbids', () => {
    const forbidden = [...junitReport(report)].filter((one) => one < ' ' && !'\n\t\r'.includes(one));
    expect(forbidden).toEqual([]);
  });
});

describe('the summary on the terminal', () => {
  it('is plain lines, and nothing in it steers a terminal', () => {
    const text = terminalSummary(report, paintFor(false));
    expect(text).not.toContain('\u001b');
    expect(text).toMatch(/^management +0 passed, 1 not applicable$/m);
  });

  it('ends with one line for all', () => {
    const [last] = terminalSummary(report, paintFor(false)).trim().split('\n').slice(-1);
    expect(last).toBe('1 passed, 1 failed (1 must), 1 not applicable in 1.5 s');
  });

  it('has colours where they are wanted', () => {
    expect(terminalSummary(report, paintFor(true))).toContain('\u001b[31m');
  });
});
