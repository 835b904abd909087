describe('the example', () => {
  it('pulls what it has pushed, and prints who changed what', async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => lines.push(line);
    await import('../src/main.js').finally(() => {
      console.log = log;
    });
    expect(lines).toEqual([expect.stringMatching(/^pulled \d+ bytes$/), 'manifest.pushed by ada', 'tag.set by ada']);
  });
});
