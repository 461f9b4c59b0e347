/** A number that doesn't depend on the machine, with its limits. */
export interface Count {
  readonly what: string;
  readonly count: number;
  /** More than 0 if zero would be a fault too. */
  readonly least?: number;
  /** The limit in CI. */
  readonly most: number;
  /** The goal, if the limit doesn't reach it yet. */
  readonly goal?: number;
}

function limits(least: number, most: number): string {
  if (least === most) return `exactly ${most}`;
  return least > 0 ? `from ${least} to ${most}` : `at most ${most}`;
}

/** Each count with its limits in words, and its fault. */
export function budgetFindings(counts: readonly Count[]): Readonly<Record<string, string>> {
  const findings = counts.map(({ what, count, least = 0, most }) => [
    `${what}: ${count}, ${limits(least, most)}`,
    count >= least && count <= most ? '' : 'over its budget',
  ]);
  return Object.fromEntries(findings) as Record<string, string>;
}

/** Whether it meets its goal, in words that name a different limit too. */
export function target({ count, least = 0, most, goal = most }: Count) {
  const held = goal === most ? '' : ` (CI holds ${most})`;
  return { isMet: count >= least && count <= goal, goal: `${limits(least, goal)}${held}` };
}
