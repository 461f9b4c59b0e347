import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { faultsIn, type Fault } from '../../core/requests/api/filters.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { targetsIn } from '../../core/requests/help/place.ts';
import { searchTextsIn } from '../../core/requests/help/suggestions.ts';
import { positionIn } from '../../core/requests/help/target.ts';
import type { Clock, Timer } from '../../session/ports.ts';
import { diagnostic } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';

/** Waits for a pause in typing. */
const pauseMs = 300;

interface HintPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly documents: Pick<RequestDocuments, 'of'>;
  readonly addresses: () => Promise<PlatformAddresses>;
}

/** Marks undocumented filters of `q` and undocumented values. */
export class QueryHints implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('isogeo-requests');
  readonly #ports: HintPorts;
  readonly #waiting = new Map<string, () => void>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #isDisposed = false;

  constructor(ports: HintPorts) {
    this.#ports = ports;
    const { clock, timer } = ports;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument((document) => void this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!isRequestFile(document)) return;
        const key = document.uri.toString();
        this.#waiting.get(key)?.();
        const check = () => void this.#check(document);
        this.#waiting.set(key, timer.at(clock.now() + pauseMs, check));
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#waiting.get(uri.toString())?.();
        this.#waiting.delete(uri.toString());
        this.#collection.delete(uri);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) void this.#check(document);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    if (!isRequestFile(document)) return;
    const addresses = await this.#ports.addresses();
    if (!document.isClosed && !this.#isDisposed)
      this.#collection.set(document.uri, hintsIn(this.#ports.documents.of(document), addresses));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const cancel of this.#waiting.values()) cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function hintsIn(document: RequestDocument, addresses: PlatformAddresses): vscode.Diagnostic[] {
  return targetsIn(document, addresses).flatMap((target) =>
    searchTextsIn(target).flatMap(({ start, text }) =>
      faultsIn(text).map((fault) => {
        const [from, to] = [fault.start, fault.end].map((at) => positionIn(target, start + at));
        const range = new vscode.Range(
          new vscode.Position(from?.line ?? 0, from?.character ?? 0),
          new vscode.Position(to?.line ?? 0, to?.character ?? 0),
        );
        const { Hint } = vscode.DiagnosticSeverity;
        return diagnostic(range, faultInWords(fault), Hint);
      }),
    ),
  );
}

function faultInWords({ filter, text }: Fault): string {
  if (!filter) return t('{0} isn’t a documented filter.', `${text.split(':')[0] ?? ''}:`);
  const { prefix, values = [] } = filter;
  const value = text.slice(prefix.length + 1);
  return t('{0} isn’t a documented value of {1}. Use {2}.', value, `${prefix}:`, values.join(', '));
}
