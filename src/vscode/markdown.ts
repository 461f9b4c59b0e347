/** A value from elsewhere in a Markdown table: shown as it is, whatever it holds. */
export function code(value: string): string {
  const plain = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').replaceAll('`', "'");
  return `\`${plain.replaceAll('|', '\\|')}\``;
}

/** A sentence in Markdown, its own signs kept from meaning anything. */
export function escaped(text: string): string {
  return text.replace(/[\\`*<>|[\]&]|(?<!\w)_|_(?!\w)/g, (sign) => `\\${sign}`);
}
