import * as vscode from 'vscode';
import {
  isNetworkProblem,
  isStrange,
  type CheckStep,
} from '../../core/connection/connectionReport.ts';
import { isLoopback } from '../../core/platform/origins.ts';
import { hostsToAllow } from '../../core/platform/hosts.ts';
import type { ConnectionReport } from '../../session/connection/checkConnection.ts';
import { adviceFor } from './adviceWords.ts';
import { outcomeInWords, stepInWords, verdictInWords } from './connectionWords.ts';
import { t } from '../host/l10n.ts';
import { cell, code, escapeMarkdown } from '../host/markdown.ts';
import { settings } from '../host/settings.ts';
import { kindInWords, platformInWords } from '../words/applications.ts';

/** The report in Markdown. It contains hosts and codes, but no secret and no whole address. */
export function reportInMarkdown(report: ConnectionReport, ownVersion: string): string {
  const { verdict, steps } = report;
  const isGood = verdict.kind === 'works' || verdict.kind === 'nothing-shared';
  const advice = adviceFor(report);
  const paragraphs = [
    `# ${isGood ? '✓' : verdict.kind === 'fails' ? '✗' : '–'} ${escapeMarkdown(verdictInWords(verdict))}`,
    tableOf(steps),
    ...(advice.length > 0
      ? [`## ${t('What to do')}`, advice.map((each) => `- ${each}`).join('\n')]
      : []),
    ...(isAboutNetwork(report) ? allowHosts(steps) : []),
    `## ${t('Details')}`,
    factsOf(report, ownVersion)
      .map(([name, value]) => `- ${t('{0}: {1}', name, value)}`)
      .join('\n'),
    t('This report contains no secrets and is safe to share.'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** Whether a proxy or portal may have sent a web page: only if one of Isogeo's own servers was expected. */
function isAboutNetwork({ application, steps }: ConnectionReport): boolean {
  const isCustom = application?.platform === 'custom';
  return steps.some(
    ({ outcome }) =>
      outcome.state === 'failed' &&
      isNetworkProblem(outcome.problem) &&
      !(isCustom && isStrange(outcome.problem)),
  );
}

function tableOf(steps: readonly CheckStep[]): string {
  const head = [t('Step'), t('Result'), t('Detail'), t('Time')];
  // The mark is centred, the time is aligned right.
  const rows = [`| ${head.join(' | ')} |`, '| :--- | :---: | :--- | ---: |'];
  const isTwoHosts = new Set(steps.flatMap(({ host }) => host ?? [])).size > 1;
  for (const { name, host, outcome, durationMs } of steps) {
    const isOfOne = isTwoHosts && host !== undefined;
    const label = isOfOne ? `${stepInWords(name)} ${code(host)}` : stepInWords(name);
    const time = outcome.state === 'skipped' ? '' : t('{0}\u00a0ms', Math.round(durationMs));
    rows.push(
      `| ${cell(label)} | ${markOf(outcome)} | ${cell(outcomeInWords(outcome))} | ${time} |`,
    );
  }
  return rows.join('\n');
}

function markOf({ state }: CheckStep['outcome']): string {
  return {
    passed: '✓',
    failed: '✗',
    noted: '–',
    skipped: '–',
  }[state];
}

function allowHosts(steps: readonly CheckStep[]): readonly string[] {
  const hosts = hostsToAllow(steps.flatMap(({ host }) => host ?? [])).filter(
    (host) => !isLoopback(new URL(`https://${host}`)),
  );
  if (hosts.length === 0) return [];
  return [
    t('A proxy or a firewall must let these hosts through:'),
    hosts.map((host) => `- ${code(host)}`).join('\n'),
  ];
}

function factsOf(
  { application, addresses, isApiDerived, startedAt }: ConnectionReport,
  ownVersion: string,
): readonly (readonly [string, string])[] {
  return [
    ...(application
      ? [
          [
            t('Application'),
            `${code(application.name)}, ${kindInWords(application.kind)}`,
          ] as const,
          [t('Platform'), platformInWords(application.platform)] as const,
        ]
      : []),
    ...(addresses
      ? [
          [t('Identity server'), code(addresses.identity)] as const,
          [
            t('API'),
            isApiDerived
              ? t('{0}, derived from the token address', code(addresses.api))
              : code(addresses.api),
          ] as const,
        ]
      : []),
    [t('Time limit'), t('{0} s', Math.round(settings.timeoutMs() / 1000))],
    [t('Extension'), code(ownVersion)],
    [
      'VS Code',
      `${code(vscode.version)} (${escapeMarkdown(vscode.env.appName)}, ${process.platform})`,
    ],
    [t('Checked at'), code(new Date(startedAt).toISOString())],
  ];
}
