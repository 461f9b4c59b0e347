/** A value from elsewhere: shown as it is, whatever it holds. */
export function code(value: string): string {
  const plain = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').replaceAll('`', "'");
  return `\`${plain}\``;
}

/** A cell of a table, which a bar would end, in code too. */
export function cell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, '\\|');
}

/** A sentence in Markdown, its own signs kept from meaning anything. */
export function escaped(text: string): string {
  return text.replace(/[\\`*<>|[\]&]|(?<!\w)_|_(?!\w)/g, (sign) => `\\${sign}`);
}
