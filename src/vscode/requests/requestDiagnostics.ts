import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import type { Clock, Timer } from '../../session/ports.ts';
import type { Applications } from '../../session/applications/applications.ts';
import { hintsIn } from './queryHints.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';
import { inSlices } from './slices.ts';
import { tokenDiagnostics } from './tokenWarnings.ts';

/** Waits for a pause in typing. */
const pauseMs = 300;

/** The schemes of documents that can be edited; not logs and read-only documents. */
const schemes = /^(file|untitled|vscode-.+)$/;

interface DiagnosticsPorts {
  readonly applications: Pick<Applications, 'inMemory' | 'onDidChange'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly documents: Pick<RequestDocuments, 'of'>;
  readonly addresses: () => Promise<PlatformAddresses>;
}

/** Marks tokens in plain text and undocumented parts of `q` in open documents. */
export class RequestDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('isogeo-requests');
  readonly #ports: DiagnosticsPorts;
  readonly #waiting = new Map<string, () => void>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #isDisposed = false;

  constructor(ports: DiagnosticsPorts) {
    this.#ports = ports;
    const { applications } = ports;
    this.#subscriptions = [
      this.#collection,
      {
        dispose: applications.onDidChange(() => {
          this.#checkAll();
        }),
      },
      vscode.workspace.onDidOpenTextDocument((document) => void this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#checkLater(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#waiting.get(uri.toString())?.();
        this.#waiting.delete(uri.toString());
        this.#collection.delete(uri);
      }),
    ];
    this.#checkAll();
  }

  #checkAll(): void {
    for (const document of vscode.workspace.textDocuments) void this.#check(document);
  }

  #checkLater(document: vscode.TextDocument): void {
    if (!schemes.test(document.uri.scheme)) return;
    const { clock, timer } = this.#ports;
    const key = document.uri.toString();
    this.#waiting.get(key)?.();
    const check = () => void this.#check(document);
    this.#waiting.set(key, timer.at(clock.now() + pauseMs, check));
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    if (!schemes.test(document.uri.scheme)) return;
    const { version } = document;
    const { applications, documents } = this.#ports;
    const addresses = await this.#ports.addresses();
    const read = isRequestFile(document) ? await documents.of(document) : undefined;
    const hints = read ? await inSlices(hintsIn(read, addresses)) : [];
    const tokens = await inSlices(tokenDiagnostics(document, read, addresses, applications));
    const isCurrent = !document.isClosed && document.version === version;
    if (isCurrent && !this.#isDisposed) this.#collection.set(document.uri, [...tokens, ...hints]);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const cancel of this.#waiting.values()) cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
