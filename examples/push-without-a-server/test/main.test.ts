describe('the example', () => {
  it('pulls the content that it pushed, and prints each change with its author', async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => lines.push(line);
    await import('../src/main.js').finally(() => {
      console.log = log;
    });
    expect(lines).toEqual([expect.stringMatching(/^pulled \d+ bytes$/), 'manifest.pushed by ada', 'tag.set by ada']);
  });
});
