import type * as vscode from 'vscode';
import type { InternalCommandId } from '../host/commandIds.ts';
import type { TokenReader } from '../token/shareToken.ts';

/**
 * The command that runs after the token's variable was inserted. It tells the user where the variable is set.
 */
export function offerToken(reader: TokenReader): vscode.Command {
  const command: InternalCommandId = 'isogeo.offerToken';
  return { title: '', command, arguments: [reader] };
}
