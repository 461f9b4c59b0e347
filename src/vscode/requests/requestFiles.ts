import type * as vscode from 'vscode';

/** A new file has no name yet, and no language if no extension knows it. */
export const requestFiles: readonly vscode.DocumentFilter[] = [
  { language: 'http' },
  { language: 'rest' },
  { pattern: '**/*.{http,rest}' },
  { language: 'plaintext', scheme: 'untitled' },
];

/** Equivalent to the selector above. */
export function isRequestFile({
  languageId,
  fileName,
  isUntitled,
}: Pick<vscode.TextDocument, 'languageId' | 'fileName' | 'isUntitled'>): boolean {
  return (
    ['http', 'rest'].includes(languageId) ||
    /\.(http|rest)$/i.test(fileName) ||
    (isUntitled && languageId === 'plaintext')
  );
}
