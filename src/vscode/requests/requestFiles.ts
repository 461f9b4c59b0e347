import type * as vscode from 'vscode';

/** One that was just made here has no name yet, and no language where no extension knows it. */
export const requestFiles: readonly vscode.DocumentFilter[] = [
  { language: 'http' },
  { language: 'rest' },
  { pattern: '**/*.{http,rest}' },
  { language: 'plaintext', scheme: 'untitled' },
];

/** As the selector has it. */
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
