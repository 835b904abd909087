import { parseYaml } from '../../src/yaml/parse-yaml.js';

describe('parseYaml', () => {
  it('reads every value as text', () => {
    expect(parseYaml('a: 123\nb: yes\nc: [1.0, "2"]\n')).toEqual({ a: '123', b: 'yes', c: ['1.0', '2'] });
  });

  it.each([
    ['where: [**]', 'a text that begins with * needs quotes, such as "**", at line 1'],
    ['rules:\n  - where:\n\t- a\n', 'YAML is indented by spaces, and there is a tab at line 3'],
  ])('says how to mend %j', (text, message) => {
    expect(() => parseYaml(text)).toThrow(new Error(message));
  });

  it('says where any other error is, and shows nothing of the text', () => {
    expect(() => parseYaml('secret: [canary\nport: 1\n')).toThrow(/^(?!.*canary).* at line \d+, column \d+$/);
  });
});
