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

function within(count: number, least: number, most: number): boolean {
  return count >= least && count <= most;
}

function bounds(least: number, most: number): string {
  if (least === most) return `exactly ${most}`;
  return least > 0 ? `from ${least} to ${most}` : `at most ${most}`;
}

/** Whether CI accepts it, and the limit in words. */
export function ceiling({ count, least = 0, most }: Count): { isHeld: boolean; asked: string } {
  return { isHeld: within(count, least, most), asked: bounds(least, most) };
}

/** Whether it meets its goal, in words that name a different limit too. */
export function target({ count, least = 0, most, goal = most }: Count): {
  isMet: boolean;
  goal: string;
} {
  const held = goal === most ? '' : ` (CI holds ${most})`;
  return { isMet: within(count, least, goal), goal: `${bounds(least, goal)}${held}` };
}
