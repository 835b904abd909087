import { type Document, parseDocument, visit, type YAMLParseError } from 'yaml';

/**
 * Parses a YAML file of the configuration. Every value is text: the types of YAML would turn a bucket called 123 into a number,
 * but leave `yes` a string.
 * @throws Error whose message is one line. It has the number of the wrong line but not its text, which may contain a secret
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(messageOf(error));
  refuseUnquotedStars(document, text);
  return document.toJS();
}

/** The other lines of the parser's message show the text around the error. */
function messageOf({ code, message, linePos }: YAMLParseError): string {
  if (code === 'TAB_AS_INDENT') return `YAML is indented by spaces, and there is a tab at line ${linePos?.[0].line}`;
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? '';
}

/** A pattern such as `**` without quotes is an alias in YAML, and the parser's message about it has no line. */
function refuseUnquotedStars(document: Document, text: string): void {
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const line = text.slice(0, alias.range?.[0]).split('\n').length;
      throw new Error(`a text that begins with * needs quotes, such as "**", at line ${line}`);
    },
  });
}
